import { realpathSync } from 'node:fs';
import { availableParallelism, hostname, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { createCatalog } from './check/catalog.ts';
import { createEmbeddedEngine } from './engines/embedded.ts';
import { LivingMilepost } from './living-milepost.ts';
import type { Milepost, MilepostOptions } from './milepost.ts';
import { MilepostError } from './model/index.ts';
import { Recorder } from './record/recorder.ts';
import { Pool } from './run/pool.ts';
import { createRunner } from './run/runner.ts';
import { SpareThreads } from './run/workbench.ts';
import type { Store } from './store.ts';
import { holdFolder } from './stores/holder.ts';
import { openSqliteStore } from './stores/sqlite.ts';

/**
 * Opens the data folder, takes up every job that had not ended, and begins to work.
 * @throws MilepostError `INVALID_TASK`, by name; `DATA_IN_USE` with the pid of the process that has the folder open;
 * `STORE_UNAVAILABLE` when its file cannot be used;
 * `PATH_NOT_FOUND` for a root that is not there
 * @example
 * const milepost = await openMilepost({ tasks: [tasks], data: './data' });
 * const job = await milepost.start({ task: 'demo.sleep', input: { steps: 3 } });
 */
export async function openMilepost(options: MilepostOptions): Promise<Milepost> {
  const catalog = createCatalog(options.tasks);
  const data = resolve(options.data);
  const holder = holdFolder(data);
  let store: Store | null = null;
  try {
    const roots = options.roots?.map(findRoot) ?? null;
    store = await openSqliteStore(join(data, 'milepost.sqlite'));
    const cores = options.threads ?? availableParallelism();
    const limits = { jobs: options.jobs ?? 8, threads: cores };
    const pool = new Pool({ idle: limits.jobs, memory: options.memory ?? usualMemory() });
    const worker = `${hostname()}:${process.pid}`;
    const engine = createEmbeddedEngine({ jobs: limits.jobs, worker, threads: () => pool.size });
    const milepost = new LivingMilepost({ catalog, store, engine, recorder: new Recorder(store), pool, holder, roots, limits });
    const retention = { days: options.keep?.days ?? 30, jobs: options.keep?.jobs ?? 10_000 };
    const perform = createRunner(catalog, { pool, worker, threads: cores, spare: new SpareThreads(cores) });
    await milepost.begin(perform, { recover: options.recover ?? true, retention });
    return milepost;
  } catch (thrown) {
    await store?.close();
    holder.release();
    throw thrown;
  }
}

/** Half of what the machine has, and 2 GiB at most. */
function usualMemory(): number {
  return Math.min(2_048, Math.floor(totalmem() / 2 / 2 ** 20));
}

function findRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch (cause) {
    throw new MilepostError('PATH_NOT_FOUND', `There is no folder "${root}" to work in.`, { cause });
  }
}
