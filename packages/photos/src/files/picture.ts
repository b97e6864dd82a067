import type { Stats } from 'node:fs';
import type { PlannedItem } from '@milepost/core';
import { type Reading, readOnce } from '../exif/reading.ts';
import { type Format, formatOf } from '../formats/format.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { createWindow, type Window } from '../jpeg/segments.ts';
import { describePhoto } from './describe-photo.ts';
import { describeProblem, PhotoFailure } from './failure.ts';
import { withPhoto } from './open-photo.ts';
import type { Found } from './photo-files.ts';

/** A photo that is open for reading while its item is planned. */
export interface OpenPhoto extends Reading {
  readonly key: string;
  readonly path: string;
  readonly file: number;
  readonly format: Format;
  readonly stats: Stats;
  /** Holds its beginning. */
  readonly window: Window;
  /** The photo that is the same file under another name (a hard link) and came before; null for the first. */
  readonly sameAs: string | null;
  /** The item as far as every task tells it. */
  readonly item: Omit<PlannedItem, 'data'>;
}

/** What a plan keeps from one photo to the next. */
export interface Planning {
  readonly window: Window;
  /** The keys of photos that have several names, by their files. */
  readonly linked: Map<string, string>;
}

export function beginPlanning(): Planning {
  return { window: createWindow(), linked: new Map() };
}

/** What is told of a photo with which nothing can be done. It fails when its turn comes, so that everyone sees that it was left. */
export type Problem = { readonly type: 'problem'; readonly code: string; readonly problem: string };

export interface ProblemItem extends PlannedItem {
  readonly data: Problem;
}

/** What people call photos; whatever of it is none is told of as left alone. A JPEG is one whatever it is called. */
const photoName =
  /\.(jpe?g|jpe|png|gif|webp|tiff?|hei[cf]|avif|dng|nef|nrw|cr[23w]|arw|sr[2fw]|orf|rw2|raf|pef|x3f|3fr|iiq|erf|mrw|kdc|dcr)$/i;

/**
 * Plans a file that a walk found; null for one that is no photo, neither by content nor by name. `refuse` says what cannot be done with
 * a format: `cannot be turned without loss`.
 */
export function planFound<Item extends PlannedItem>(
  found: Found,
  { window, linked }: Planning,
  plan: (photo: OpenPhoto) => Item,
  refuse: (format: Format) => string | null = () => null,
): Item | ProblemItem | PlannedItem | null {
  const { key, path, name } = found;
  let item: Omit<PlannedItem, 'data'> = { key, label: key };
  if (found.type === 'unreadable') return withProblem(item, 'UNREADABLE', found.problem);
  if (found.type === 'link') return photoName.test(key) ? { ...item, skip: 'is a link, and links are left alone' } : null;
  try {
    return withPhoto({ path, name }, 'read', (file, stats) => {
      const format = formatOf(file, window);
      const named = photoName.test(key);
      if (format === null || (format !== 'JPEG' && !named))
        return named ? { ...item, skip: `is no photo that can be read here: ${describeStart(window)}` } : null;
      const start = describeStart(window);
      const reading = readOnce(file, stats.size, window);
      item = { ...item, image: path, details: describePhoto(reading, stats.size) };
      const refused = refuse(format);
      if (refused !== null) return { ...item, skip: `${refused}: ${start}` };
      const sameAs = stats.nlink > 1 ? nameBefore(linked, key, stats) : null;
      return plan({ key, path, file, format, stats, window, sameAs, item, ...reading });
    });
  } catch (error) {
    if (!(error instanceof PhotoFailure)) throw error;
    const cause = error.cause ?? error;
    if (cause instanceof Damaged) return withProblem(item, cause.code, `is damaged: ${cause.message}`);
    return withProblem(item, error.code, describeProblem(cause));
  }
}

function nameBefore(linked: Planning['linked'], key: string, { dev, ino }: Stats): string | null {
  const file = `${dev} ${ino}`;
  const before = linked.get(file);
  if (before === undefined) linked.set(file, key);
  return before ?? null;
}

export function withProblem(item: Omit<PlannedItem, 'data'>, code: string, problem: string): ProblemItem {
  return { ...item, details: { ...item.details, Problem: problem }, data: { type: 'problem', code, problem } };
}

/** The work of an item of this type. @throws PhotoFailure for an item whose plan found a problem. */
export function workOf<Work extends { readonly type: string }, Type extends Work['type']>(
  item: { readonly label: string; readonly data?: Work | Problem | undefined },
  type: Type,
): Work & { readonly type: Type } {
  const work = item.data;
  if (work?.type === type) return work as Work & { readonly type: Type }; // its type was compared
  const problem = work && 'problem' in work ? work : null;
  throw new PhotoFailure(problem?.code ?? 'UNEXPECTED', item.label, problem?.problem ?? 'was not planned');
}

/** By what other formats begin with. */
const formats: readonly (readonly [start: string, name: string])[] = [
  ['\x89PNG', 'a PNG'],
  ['GIF8', 'a GIF'],
  ['II*\0', 'a TIFF or a raw photo'],
  ['MM\0*', 'a TIFF or a raw photo'],
  ['RIFF', 'a WebP'],
  ['%PDF', 'a PDF'],
  ['IIU\0', 'a raw photo of Panasonic'],
  ['IIR', 'a raw photo of Olympus'],
  ['FUJIFILM', 'a raw photo of Fujifilm'],
];

/** What a file that is no JPEG seems to be, by the window that holds its beginning: `it is a PNG`. */
export function describeStart({ bytes, filled }: Window): string {
  if (filled === 0) return 'it is empty';
  const start = bytes.toString('latin1', 0, Math.min(filled, 12));
  if (start.slice(4, 12) === 'ftypcrx ') return 'it is a raw photo of Canon';
  if (start.slice(4, 8) === 'ftyp') return 'it is a HEIC, AVIF or a video';
  const format = formats.find(([beginning]) => start.startsWith(beginning));
  return format ? `it is ${format[1]}` : 'its content is something else';
}
