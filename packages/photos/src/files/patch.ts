import { readSync, type Stats, writeSync } from 'node:fs';
import { codeOf, describeProblem, PhotoFailure } from './failure.ts';
import { flush } from './flush.ts';
import { refuseLinks, withPhotoWhile } from './open-photo.ts';
import { keepTimes, setTimes, type Times } from './times.ts';

/** Characters to be written over as many others, at a place in a file. */
export type Change = {
  readonly offset: number;
  readonly from: string;
  readonly to: string;
};

/** A file to be changed in place. The changes must be on disk elsewhere before: they are what repairs a half-made one. */
export interface Patch {
  readonly path: string;
  /** What to call the file in a sentence. */
  readonly name: string;
  /**
   * How many bytes it has; one that has more or fewer now is not touched. Null to take changes back wherever they still are where they
   * were made: a photo that was turned meanwhile, and turned back, has another size.
   */
  readonly size: number | null;
  readonly changes: readonly Change[];
  /** Which attempt of the job this is: from the second on a crash may have come between. */
  readonly attempt: number;
  /** The times that it is to have; `begun` where it was written to already, perhaps before a crash. */
  times(stats: Stats, begun: boolean): Times;
  /** Whether it is still the file that was meant. */
  isStill?(stats: Stats, begun: boolean): boolean;
}

/**
 * A disk writes whole sectors, and the kernel whole pages, which begin where sectors do: power that fails in the middle of a write
 * leaves the new bytes on one side of such a border and the old ones on the other.
 */
const sector = 512;

/** Bytes: within a page of the kernel's, or not much beyond. */
const closeTogether = 4_096;

/**
 * Makes the changes in place and waits until they are on disk: nothing else of the file changes but its times, where they are to be
 * others. It may be repeated, after a crash at any moment too: what has been made already is left, what has been made by half is
 * completed. Several files may be waited for at a time.
 * @throws PhotoFailure, with the file as it was, where it holds anything but the old or the new characters.
 */
export async function patchFile({ path, name, size, changes, attempt, times, isStill }: Patch): Promise<void> {
  refuseLinks({ path, name });
  await withPhotoWhile({ path, name }, 'write', async (file, stats) => {
    // The owner of all, root, may write what nobody may: a photo that was protected stays so.
    if ((stats.mode & 0o222) === 0) throw new PhotoFailure('EACCES', name, 'is write-protected');
    if (size !== null && stats.size !== size)
      throw new PhotoFailure('CHANGED', name, `has changed since: it had ${size} bytes and has ${stats.size}`);
    const states = changes.map((change) => compare(change, read(file, change)));
    const foreign = states.indexOf('foreign');
    if (foreign >= 0) throw new PhotoFailure('CHANGED', name, `has changed since: ${describeForeign(file, changes[foreign])}`);
    const begun = states.some((state) => state !== 'from') || (attempt > 1 && wasWrittenLast(stats));
    if (isStill && !isStill(stats, begun)) throw new PhotoFailure('CHANGED', name, 'has changed since');
    const wanted = times(stats, begun);
    // Who may write a file may not always set its times: that is found out before any of it is changed.
    setTimes(file, wanted);
    await write(
      file,
      name,
      changes.filter((_, index) => states[index] !== 'to'),
      wanted,
      stats,
    );
  });
}

/**
 * Whether the last that was done to a file was to write to it. The system notes that before it writes: a kill that comes between leaves
 * a file that has another time and nothing else.
 */
function wasWrittenLast({ mtimeMs, ctimeMs }: Stats): boolean {
  return mtimeMs === ctimeMs;
}

/** Writes, waits for the disk, and looks whether it is there. What fails is put back. */
async function write(file: number, name: string, changes: readonly Change[], times: Times, before: Stats): Promise<void> {
  try {
    writeAll(file, changes, 'to');
    setTimes(file, times);
    await flush(file);
    if (changes.some((change) => read(file, change) !== change.to)) {
      throw new PhotoFailure('EIO', name, 'did not keep what was written');
    }
    // It has just been read.
    setTimes(file, times);
  } catch (error) {
    const why = error instanceof PhotoFailure ? error.message : `${name} ${describeProblem(error)}.`;
    const left = await putBack(file, changes, before);
    throw new PhotoFailure(codeOf(error), name, `${why.slice(name.length + 1, -1)}; ${left}`, error);
  }
}

async function putBack(file: number, changes: readonly Change[], before: Stats): Promise<string> {
  try {
    writeAll(file, changes, 'from');
    keepTimes(file, before);
    await flush(file);
    return 'it was left as it was';
  } catch {
    return 'it may be changed by half: try again once the disk is well';
  }
}

/**
 * All of it in one call where the places are close together, with what is between them as it is: a process that is killed has then made
 * all of the changes or none.
 */
function writeAll(file: number, changes: readonly Change[], side: 'from' | 'to'): void {
  if (changes.length === 0) return;
  const start = Math.min(...changes.map(({ offset }) => offset));
  const end = Math.max(...changes.map(({ offset, from }) => offset + from.length));
  if (end - start > closeTogether) {
    for (const change of changes) writeBytes(file, Buffer.from(change[side], 'latin1'), change.offset);
    return;
  }
  const bytes = Buffer.alloc(end - start);
  const there = readSync(file, bytes, 0, bytes.length, start);
  for (const change of changes) bytes.write(change[side], change.offset - start, 'latin1');
  if (there === bytes.length) writeBytes(file, bytes, start);
}

function writeBytes(file: number, bytes: Buffer, offset: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
}

function read(file: number, { offset, from }: Change): string {
  const bytes = Buffer.alloc(from.length);
  return bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, offset));
}

type State = 'from' | 'to' | 'torn' | 'foreign';

function compare({ offset, from, to }: Change, found: string): State {
  if (found === from) return 'from';
  if (found === to) return 'to';
  for (let cut = sector - (offset % sector); cut < found.length; cut += sector) {
    const ends = [found.slice(0, cut), found.slice(cut)] as const;
    if (ends[0] === to.slice(0, cut) && ends[1] === from.slice(cut)) return 'torn';
    if (ends[0] === from.slice(0, cut) && ends[1] === to.slice(cut)) return 'torn';
  }
  return 'foreign';
}

function describeForeign(file: number, change: Change | undefined): string {
  if (!change) return 'it reads otherwise';
  const found = read(file, change).replace(/[^\x20-\x7e]/g, '?');
  return `where "${change.from}" was it has "${found}"`;
}
