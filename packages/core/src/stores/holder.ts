import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { MilepostError } from '../model/index.ts';

/**
 * Makes sure that one process at a time has the data folder open. The lock is SQLite's own on a file beside the store: the
 * system lets go of it when the process ends, however it ends.
 * @throws MilepostError `DATA_IN_USE` with the holder's pid
 */
export function holdFolder(folder: string): { release(): void } {
  const pidFile = join(folder, 'holder.pid');
  const lock = new DatabaseSync(join(folder, 'holder.lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;');
  } catch (cause) {
    lock.close();
    throw new MilepostError('DATA_IN_USE', `The data folder "${folder}" is in use by the process ${readPid(pidFile)}.`, {
      cause,
    });
  }
  writeFileSync(pidFile, String(process.pid));
  return { release: () => lock.close() };
}

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return 'of another user';
  }
}
