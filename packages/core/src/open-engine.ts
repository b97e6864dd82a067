import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Catalog } from './check/catalog.ts';
import type { Engine } from './engine.ts';
import { createEmbeddedEngine } from './engines/embedded.ts';
import { addressOf } from './engines/redis/connection.ts';
import type { RedisOptions } from './milepost.ts';
import { MilepostError } from './model/index.ts';
import { version } from './version.ts';

/** A memory, the name under which it owns the jobs in a Redis, and the one that it takes where that Redis has none of them. */
export interface Memory {
  readonly epoch: string;
  readonly claim: string;
  readonly next: string;
}

interface EngineOptions {
  readonly catalog: Catalog;
  /** The tasks that are done here; all of the catalog unless told. */
  readonly only?: readonly string[] | undefined;
  readonly jobs: number;
  readonly threads: () => number;
}

/** Who works here. */
export function createWorkerId(): string {
  return `${hostname()}:${process.pid}`;
}

/** A queue in this process. */
export function createOwnEngine(worker: string, { catalog, jobs, threads }: EngineOptions): Engine {
  return createEmbeddedEngine({ jobs, worker: { ...describe(worker), tasks: [...catalog.keys()] }, threads });
}

/**
 * A queue in Redis, for many machines. `memory` is to read what is reported, if there is one here.
 * @throws MilepostError `ENGINE_UNAVAILABLE` when BullMQ is not installed or Redis cannot be used; `DATA_IN_USE` when what is
 * under the prefix belongs to another memory
 */
export async function openSharedEngine(
  redis: RedisOptions,
  worker: string,
  { memory, ...options }: EngineOptions & { memory: Memory | null },
): Promise<Engine & { readonly address: string; readonly claimed: boolean }> {
  const { openClusterEngine } = await loadCluster();
  const engine = await openClusterEngine({ ...options, redis, worker: describe(worker) });
  try {
    if (memory !== null) await engine.claim(memory);
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
  return engine;
}

/**
 * Where jobs wait, in words that a data folder remembers; null for this process.
 * @throws MilepostError `ENGINE_UNAVAILABLE` for a URL that is none
 */
export function nameQueue(redis: RedisOptions | undefined): string | null {
  return redis === undefined ? null : `${addressOf(redis.url)} under the prefix "${redis.prefix ?? 'milepost'}"`;
}

/** One process may hold several, as tests do. */
export function createSharedWorkerId(): string {
  return `${createWorkerId()}-${randomBytes(2).toString('hex')}`;
}

function describe(id: string) {
  return { id, machine: hostname(), pid: process.pid, version, startedAt: Date.now() };
}

/** Its packages are installed by those who use it alone. */
async function loadCluster() {
  try {
    return await import('./engines/cluster.ts');
  } catch (cause) {
    const message = 'For Redis the packages bullmq and ioredis are needed beside Milepost: npm install bullmq ioredis';
    throw new MilepostError('ENGINE_UNAVAILABLE', message, { cause });
  }
}
