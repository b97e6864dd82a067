import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { createCatalog } from './check/catalog.ts';
import type { Engine } from './engine.ts';
import { findJobs, refuseElsewhere } from './jobs/elsewhere.ts';
import { LivingMilepost } from './living-milepost.ts';
import type { Milepost, MilepostOptions } from './milepost.ts';
import { MilepostError } from './model/index.ts';
import { createOwnEngine, createSharedWorkerId, createWorkerId, nameQueue, openSharedEngine } from './open-engine.ts';
import { Recorder } from './record/recorder.ts';
import { createRunner } from './run/runner.ts';
import { createWorkplace } from './run/workplace.ts';
import type { Store } from './store.ts';
import { holdFolder } from './stores/holder.ts';
import { openSqliteStore } from './stores/sqlite.ts';

/** What `open.ts` says. */
export async function openMilepost(options: MilepostOptions): Promise<Milepost> {
  const catalog = createCatalog(options.tasks);
  const data = resolve(options.data);
  const holder = holdFolder(data);
  let store: Store | null = null;
  let engine: Engine | null = null;
  try {
    const roots = options.roots?.map(findRoot) ?? null;
    store = await openSqliteStore(join(data, 'milepost.sqlite'), options.setAside);
    const { redis, work = redis === undefined } = options;
    // What others have reported is read but once: then all jobs must be there to hear it.
    const recover = redis !== undefined || (options.recover ?? true);
    const queue = nameQueue(redis);
    const { elsewhere, memory, settle } = await findJobs(store, queue, options.takeBack ?? false);
    if (elsewhere !== null && recover) refuseElsewhere(elsewhere);
    const worker = redis === undefined ? createWorkerId() : createSharedWorkerId();
    const limits = { jobs: options.jobs ?? 8, threads: options.threads ?? availableParallelism() };
    const place = createWorkplace(worker, { ...limits, memory: options.memory });
    const { pool } = place;
    const parts = { catalog, jobs: limits.jobs, threads: () => pool.size };
    const shared = redis === undefined ? null : await openSharedEngine(redis, worker, { ...parts, memory });
    engine = shared ?? createOwnEngine(worker, parts);
    // While jobs are left alone that are elsewhere, it stays remembered where.
    const warning = elsewhere === null ? await settle(shared?.claimed ?? true) : null;
    const recorder = new Recorder(store);
    const milepost = new LivingMilepost({ catalog, store, engine, recorder, pool, holder, roots, limits, elsewhere, warning });
    const retention = { days: options.keep?.days ?? 30, jobs: options.keep?.jobs ?? 10_000 };
    await milepost.begin(work ? createRunner(catalog, place) : null, { recover, retention });
    return milepost;
  } catch (thrown) {
    await engine?.close();
    await store?.close();
    holder.release();
    throw thrown;
  }
}

function findRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch (cause) {
    throw new MilepostError('PATH_NOT_FOUND', `There is no folder "${root}" to work in.`, { cause });
  }
}
