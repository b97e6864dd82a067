// What opens something is loaded when that is asked for: a thread loads the modules of tasks, which need none of it.
import type { Milepost, MilepostOptions } from './milepost.ts';
import type { Worker, WorkerOptions } from './open-worker.ts';
import type { DataReader } from './read-data.ts';

/**
 * Opens the data folder, takes up every job that had not ended, and begins to work.
 * @throws MilepostError `INVALID_TASK`, by name; `DATA_IN_USE` with the pid of the process that has the folder open;
 * `STORE_UNAVAILABLE` when its file cannot be used; `STORE_DAMAGED` when it is not as it was written;
 * `PATH_NOT_FOUND` for a root that is not there; `ENGINE_UNAVAILABLE` when Redis was asked for and cannot be used;
 * `JOBS_ELSEWHERE` for jobs that go through a Redis which this is not
 * @example
 * const milepost = await openMilepost({ tasks: [tasks], data: './data' });
 * const job = await milepost.start({ task: 'demo.sleep', input: { steps: 3 } });
 */
export async function openMilepost(options: MilepostOptions): Promise<Milepost> {
  const { openMilepost } = await import('./open-milepost.ts');
  return openMilepost(options);
}

/**
 * Does jobs that a Milepost with the same Redis was asked to do, on this machine or any other.
 * @throws MilepostError `INVALID_TASK`, `TASK_NOT_FOUND`, `ENGINE_UNAVAILABLE`
 * @example const worker = await openWorker({ tasks: [tasks], redis: { url: 'redis://localhost' } });
 */
export async function openWorker(options: WorkerOptions): Promise<Worker> {
  const { openWorker } = await import('./open-worker.ts');
  return openWorker(options);
}

/**
 * Reads a data folder, also while another process works with it. Nothing is taken up and nothing is written; a folder in which
 * nobody has ever worked has no jobs. `watch` looks four times a second. A file of an older Milepost is brought up to date first,
 * where nobody works with it.
 * @throws MilepostError `STORE_UNAVAILABLE` when its file cannot be read
 * @example
 * const data = await readData('./data');
 * console.log((await data.list()).jobs);
 * await data.close();
 */
export async function readData(folder: string): Promise<DataReader> {
  const { readData } = await import('./read-data.ts');
  return readData(folder);
}
