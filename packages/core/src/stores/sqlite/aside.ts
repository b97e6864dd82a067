import { existsSync, renameSync } from 'node:fs';

/** Gives a file another name, beside where it was, with all that SQLite keeps next to it. Gives that name. */
export function moveAside(file: string, now: Date): string {
  const name = `${file.replace(/\.sqlite$/, '')}.damaged-${now.toISOString().replaceAll(':', '-')}.sqlite`;
  // What is not yet in the file itself first: a file without it would be one that is whole, and old.
  for (const part of ['-wal', '-shm', '']) if (existsSync(file + part)) renameSync(file + part, name + part);
  return name;
}
