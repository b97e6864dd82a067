import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running server leaves in its data folder, so that other commands of the same user find it. */
export interface ServerNote {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
}

/** Writes it, readable for this user alone. Gives what takes it away again. */
export async function leaveServerNote(data: string, note: ServerNote): Promise<() => Promise<void>> {
  const file = noteFile(data);
  const draft = `${file}.${note.pid}`;
  await mkdir(data, { recursive: true });
  await writeFile(draft, JSON.stringify(note), { mode: 0o600 });
  // The mode above counts only for a new file.
  await chmod(draft, 0o600);
  await rename(draft, file);
  return async () => {
    if ((await readNote(file))?.pid === note.pid) await rm(file, { force: true });
  };
}

/** The server that has this data folder open, or null. A note whose process has died is as good as none. */
export async function findServerNote(data: string): Promise<ServerNote | null> {
  const note = await readNote(noteFile(data));
  return note !== null && isAlive(note.pid) ? note : null;
}

function noteFile(data: string): string {
  return join(data, 'server.json');
}

async function readNote(file: string): Promise<ServerNote | null> {
  try {
    const note = JSON.parse(await readFile(file, 'utf8')) as Partial<ServerNote>; // checked in the next line
    if (typeof note.pid !== 'number' || typeof note.url !== 'string' || typeof note.token !== 'string') return null;
    return { pid: note.pid, url: note.url, token: note.token };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // process.kill throws nothing else
  }
}
