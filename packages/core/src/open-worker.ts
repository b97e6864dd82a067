import { availableParallelism } from 'node:os';
import { createCatalog, findTask } from './check/catalog.ts';
import type { TaskList } from './define/define-tasks.ts';
import type { RedisOptions } from './milepost.ts';
import { createSharedWorkerId, openSharedEngine } from './open-engine.ts';
import { createRunner } from './run/runner.ts';
import { createWorkplace } from './run/workplace.ts';

export interface WorkerOptions {
  /** Lists of tasks, the same as the server's; two tasks of one name are refused. */
  readonly tasks: readonly TaskList[];
  readonly redis: RedisOptions;
  /** The names of the tasks that are done here; all of them unless told. */
  readonly only?: readonly string[] | undefined;
  /** How many jobs are done here at a time; 8 unless told. */
  readonly jobs?: number | undefined;
  /** How many threads batches may have beside the one that every running job has; one a core unless told. */
  readonly threads?: number | undefined;
  /** What the heap of one thread may take, MiB, before its job fails; half of the machine's memory and 2,048 at most unless told. */
  readonly memory?: number | undefined;
}

/** A machine that does jobs and remembers nothing. */
export interface Worker {
  readonly id: string;
  /** Where its Redis is, without the password. */
  readonly address: string;
  /** The names of the tasks that it does. */
  readonly tasks: readonly string[];
  /** Why Redis cannot be reached just now; null when it can. */
  readonly trouble: string | null;
  /** What who runs it should know, in sentences. */
  warnings(): Promise<readonly string[]>;
  /** Takes no more jobs; what runs reaches a safe point and goes on elsewhere. */
  close(): Promise<void>;
}

/** What `open.ts` says. */
export async function openWorker(options: WorkerOptions): Promise<Worker> {
  const catalog = createCatalog(options.tasks);
  const tasks = options.only ?? [...catalog.keys()];
  for (const name of tasks) findTask(catalog, name);
  const { jobs = 8, threads = availableParallelism(), redis } = options;
  const id = createSharedWorkerId();
  const place = createWorkplace(id, { jobs, threads, memory: options.memory });
  const engine = await openSharedEngine(redis, id, { catalog, only: tasks, jobs, threads: () => place.pool.size, memory: null });
  try {
    await engine.work(createRunner(catalog, place));
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
  return {
    id,
    address: engine.address,
    tasks,
    get trouble() {
      return engine.trouble;
    },
    warnings: () => engine.warnings(),
    async close() {
      await engine.close();
      await place.pool.close();
    },
  };
}
