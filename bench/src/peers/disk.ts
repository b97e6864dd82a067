import { closeSync, fdatasyncSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What Milepost writes of a job that waits, as text, about. */
const bytesOfJob = 250;

/** Jobs a second that the disk itself would allow: so many at a time are appended to a file, and flushed before the next ones. */
export async function appendToDisk(folder: string, count: number, at: number): Promise<number> {
  const file = openSync(join(mkdtempSync(join(folder, 'disk-')), 'jobs.log'), 'a');
  const block = Buffer.alloc(at * bytesOfJob, 'x');
  const begun = performance.now();
  for (let written = 0; written < count; written += at) {
    writeSync(file, block);
    fdatasyncSync(file);
  }
  const rate = (count / (performance.now() - begun)) * 1_000;
  closeSync(file);
  return rate;
}
