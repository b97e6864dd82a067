import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { MilepostError } from '../model/index.ts';

/** SQLITE_BUSY: another process has it. */
const busy = 5;

/**
 * Makes sure that one process at a time has the data folder open. The lock is SQLite's own on a file beside the store: the
 * system lets go of it when the process ends, however it ends.
 * @throws MilepostError `DATA_IN_USE` with the holder's pid; `STORE_UNAVAILABLE` when nothing can be written there
 */
export function holdFolder(folder: string): { release(): void } {
  const pidFile = join(folder, 'holder.pid');
  const lock = openLock(folder);
  try {
    // Whoever looks whether somebody holds it has it for a moment too.
    lock.exec('PRAGMA busy_timeout = 200; BEGIN EXCLUSIVE;');
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw unusable(folder, cause);
    throw new MilepostError('DATA_IN_USE', `The data folder "${folder}" is in use by the process ${readPid(pidFile)}.`, {
      cause,
    });
  }
  writeFileSync(pidFile, String(process.pid));
  return { release: () => lock.close() };
}

/** True while some process has the data folder open. */
export function isHeld(folder: string): boolean {
  const file = join(folder, 'holder.lock');
  if (!existsSync(file)) return false;
  const lock = new DatabaseSync(file, { readOnly: true });
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA schema_version;');
    return false;
  } catch (cause) {
    if (!isBusy(cause)) throw unusable(folder, cause);
    return true;
  } finally {
    lock.close();
  }
}

function openLock(folder: string): DatabaseSyncInstance {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(folder, 'holder.lock'));
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && thrown.errcode === busy;
}

function unusable(folder: string, cause: unknown): MilepostError {
  const message = `The data folder "${folder}" cannot be used: ${(cause as Error).message}.`; // node and SQLite throw Errors
  return new MilepostError('STORE_UNAVAILABLE', message, { cause });
}

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return 'of another user';
  }
}
