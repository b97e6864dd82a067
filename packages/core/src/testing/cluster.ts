import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, onTestFinished, type TestContext, test } from 'vitest';
import demoTasks from '../demo/index.ts';
import type { Milepost, MilepostOptions, RedisOptions } from '../milepost.ts';
import { openMilepost } from '../open-milepost.ts';
import { openWorker, type Worker, type WorkerOptions } from '../open-worker.ts';
import chaosTasks from './chaos.ts';
import { makeFolder } from './open.ts';
import { findRedisServer, mayLackRedis, startRedis, type TestRedis } from './redis.ts';
import testTasks from './tasks.ts';

const compiled = new URL('../../dist/', import.meta.url);
const entry = fileURLToPath(new URL('testing/worker-process.js', compiled));

/** The lists as threads load them: compiled. */
export const clusterTasks = [
  { ...testTasks, url: new URL('testing/tasks.js', compiled).href },
  { ...demoTasks, url: new URL('demo/index.js', compiled).href },
  { ...chaosTasks, url: new URL('testing/chaos.js', compiled).href },
];

/** For all tests of one file, each of which has keys of its own. Null before them and after, and where there is none. */
let redis: TestRedis | null = null;
let clusters = 0;

/** Machines that meet in a Redis. All of it is closed when the test is over. */
export class TestCluster {
  readonly redis: TestRedis;
  readonly settings: RedisOptions;
  readonly data: string;

  constructor(redis: TestRedis, data: string) {
    this.redis = redis;
    this.data = data;
    this.settings = { url: redis.url, prefix: `test-${++clusters}`, takeOver: 3_000 };
  }

  /** A line to ask Redis itself. */
  openClient(): Redis {
    const client = new Redis(this.redis.url);
    onTestFinished(() => client.disconnect());
    return client;
  }

  /** The name of a key of its own. */
  key(name: string): string {
    return `{${this.settings.prefix}}:${name}`;
  }

  /** A server; without more it does no jobs itself. */
  async openServer(options: Partial<MilepostOptions> = {}): Promise<Milepost> {
    const milepost = await openMilepost({ tasks: clusterTasks, data: this.data, redis: this.settings, ...options });
    onTestFinished(() => milepost.close());
    return milepost;
  }

  /** A worker in this process. */
  async openWorker(options: Partial<WorkerOptions> = {}): Promise<Worker> {
    const worker = await openWorker({ tasks: clusterTasks, redis: this.settings, ...options });
    onTestFinished(() => worker.close());
    return worker;
  }

  /** A worker in a process of its own, to be killed. */
  async startWorker(options: object = {}): Promise<{ id: string; process: ChildProcess }> {
    const child = spawn(process.execPath, [entry, JSON.stringify({ redis: this.settings, ...options })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const [said] = (await once(child.stdout as NodeJS.EventEmitter, 'data')) as [Buffer]; // it is piped
    return { id: said.toString().trim().slice('works '.length), process: child };
  }
}

/** A test of machines that meet in a Redis; where there is none it is skipped, and says why. `losesRedis`: it kills its own. */
export function testCluster(
  sentence: string,
  show: (cluster: TestCluster) => Promise<void>,
  { timeout = 120_000, losesRedis = false } = {},
): void {
  beforeAll(async () => {
    redis ??= findRedisServer() === null ? null : await startRedis('no');
  });
  afterAll(async () => {
    await redis?.close();
    redis = null;
  });
  test(sentence, { timeout }, async (context: TestContext) => {
    if (redis === null) context.skip(mayLackRedis());
    const own = losesRedis ? await startRedis() : (redis as TestRedis); // else it was skipped
    if (losesRedis) onTestFinished(() => own.close());
    await show(new TestCluster(own, await makeFolder()));
  });
}
