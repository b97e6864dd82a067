import { readFileSync, type Stats } from 'node:fs';
import { PhotoFailure } from './failure.ts';
import { refuseLinks, withPhoto } from './open-photo.ts';
import type { Patch } from './patch.ts';
import { replaceFile } from './replace.ts';

type Copied = Omit<Patch, 'isStill' | 'attempt'>;

/** The copy that is being written by this thread. */
let last: Promise<void> = Promise.resolve();

/**
 * Makes the changes of a patch in a copy, which then takes the file's place: it needs the room, and parts the file from its other
 * names, but no byte of the file is ever written over. It may be repeated, after a crash at any moment too. Copies are written one
 * after the other, as each is in memory as a whole.
 * @throws PhotoFailure, with the file as it was, where it holds anything but the old or the new characters.
 */
export function patchCopy(patch: Copied, job: string): Promise<void> {
  const copied = last.then(() => writeCopy(patch, job));
  last = copied.catch(() => {});
  return copied;
}

async function writeCopy({ path, name, size, changes, times }: Copied, job: string): Promise<void> {
  refuseLinks({ path, name });
  const { bytes, stats } = withPhoto({ path, name }, 'read', (file, stats) => {
    refuse(stats, name, size);
    return { bytes: readFileSync(file), stats };
  });
  const copy = Buffer.from(bytes);
  for (const { offset, from, to } of changes) {
    const found = bytes.toString('latin1', offset, offset + from.length);
    if (found === to) continue;
    if (found !== from) throw new PhotoFailure('CHANGED', name, 'has changed since: it reads otherwise where its dates were');
    copy.write(to, offset, 'latin1');
  }
  // All was done before a crash, or there is nothing to do.
  if (!copy.equals(bytes)) await replaceFile(path, job, stats, copy, () => {}, times(stats, false));
}

function refuse({ mode, size: found, nlink }: Stats, name: string, size: number | null): void {
  // The owner of all, root, may write what nobody may: a photo that was protected stays so.
  if ((mode & 0o222) === 0) throw new PhotoFailure('EACCES', name, 'is write-protected');
  if (size !== null && found !== size)
    throw new PhotoFailure('CHANGED', name, `has changed since: it had ${size} bytes and has ${found}`);
  if (nlink > 1) throw new PhotoFailure('LINKED', name, 'has several names (hard links), which a copy would part');
}
