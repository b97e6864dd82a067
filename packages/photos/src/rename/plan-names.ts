import { lstatSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { PlannedItem } from '@milepost/core';
import type { Reading } from '../exif/reading.ts';
import { readValue, tagNumbers } from '../exif/tags.ts';
import { type Taken, takenOf } from '../exif/taken.ts';
import type { Found } from '../files/photo-files.ts';
import { type Planning, type Problem, planFound } from '../files/picture.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { fold, type Step } from './move.ts';
import { type Facts, FreeNames, lackFor } from './names.ts';
import { type Group, groupRenamings, type Renaming } from './order.ts';

export type NamesWork = { readonly type: 'names'; readonly steps: readonly Step[] };

export interface NamesItem extends PlannedItem {
  readonly data?: NamesWork | Problem | undefined;
}

/** A file that a walk found, and what is known of it. */
export interface Known {
  readonly found: Found;
  /** A photo to be renamed. */
  readonly photo: Photo | null;
  /** What the plan tells of it otherwise. */
  readonly item: NamesItem | null;
}

interface Photo {
  readonly item: Omit<PlannedItem, 'data'>;
  readonly sameAs: string | null;
  readonly taken: Taken | null;
  readonly camera: string | null;
}

/** What goes with a photo of the same name: descriptions, raw twins, moving pictures, sounds. */
const companion =
  /\.(xmp|aae|thm|pp3|dop|wav|mov|mp4|dng|nef|nrw|cr[23w]|arw|sr[2fw]|orf|rw2|raf|pef|x3f|3fr|iiq|erf|mrw|kdc|dcr)$/i;

export function look(found: Found, planning: Planning): Known {
  let photo: Photo | null = null;
  const item = planFound(found, planning, (open) => {
    photo = { item: open.item, sameAs: open.sameAs, ...read(open) };
    return open.item;
  });
  return { found, photo, item: photo ? null : (item as NamesItem | null) }; // a problem is the only other data
}

/** A name is no worse for what else is damaged. */
function read(reading: Reading): { taken: Taken | null; camera: string | null } {
  try {
    const tags = reading.tags();
    const model = readValue(tags, tagNumbers.model);
    return { taken: takenOf(reading.dates(), tags), camera: typeof model === 'string' ? model : null };
  } catch (error) {
    if (error instanceof Damaged) return { taken: null, camera: null };
    throw error;
  }
}

/** The items of a plan: photos in their new order, then what stays as it is. `files` are in the order of their names. */
export function planNames(files: readonly Known[], pattern: string, by: 'date' | 'name'): NamesItem[] {
  const companions = findCompanions(files);
  const goesAlong = new Set([...companions.values()].flat());
  const photos = files.flatMap(({ found, photo }) =>
    photo && !goesAlong.has(found) ? [{ found, photo, why: whyStays(found, photo, pattern) }] : [],
  );
  if (by === 'date') photos.sort((one, other) => compareTaken(one.photo.taken, other.photo.taken));
  const going = photos.filter(({ why }) => why === null);
  const names = new FreeNames(pattern, going.length);
  const goes = new Set(going.map(({ found }) => found));
  for (const { found } of files) if (!goes.has(found) && !goesAlong.has(found)) keep(names, found);

  const stays: NamesItem[] = files.flatMap(({ found, item }) => (item && !goesAlong.has(found) ? [item] : []));
  const renamings: Renaming[] = [];
  const shown = new Map<string, NamesItem>();
  for (const { found, photo, why } of photos) {
    if (why !== null) {
      stays.push({ ...photo.item, skip: why });
      continue;
    }
    const newStem = names.give(dirname(found.path), factsOf(found, photo));
    const along = [found, ...(companions.get(found) ?? [])];
    const moves = along.flatMap((file) => toStep(file.path, stemOf(found), newStem));
    if (moves.length === 0) stays.push({ ...photo.item, skip: 'has the right name already' });
    else {
      shown.set(found.key, { ...photo.item, details: { ...photo.item.details, ...(photo.camera && { Camera: photo.camera }) } });
      renamings.push({ key: found.key, moves });
    }
  }
  return [...groupRenamings(renamings).map((group) => toItem(group, shown)), ...stays];
}

/** Null where it gets a name. */
function whyStays(found: Found, photo: Photo, pattern: string): string | null {
  return photo.sameAs === null ? lackFor(pattern, factsOf(found, photo)) : `is another name of ${photo.sameAs}`;
}

function factsOf(found: Found, { taken, camera }: Photo): Facts {
  return { name: stemOf(found), taken, camera };
}

function stemOf({ path }: Found): string {
  return basename(path, extname(path));
}

function keep(names: FreeNames, found: Found): void {
  const { path } = found;
  names.keep(dirname(path), basename(path));
  names.keep(dirname(path), stemOf(found));
}

/** By date, those without one last; otherwise they stay in the order of their names. */
function compareTaken(one: Taken | null, other: Taken | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one.text < other.text ? -1 : one.text > other.text ? 1 : one.fraction - other.fraction;
}

/**
 * For each photo the files beside it that belong to it: `IMG_1.xmp`, `IMG_1.jpg.xmp` and `IMG_1.CR2` to `IMG_1.jpg`. Each belongs to
 * one. A raw photo without such a twin is a photo by itself, and has its own.
 */
function findCompanions(files: readonly Known[]): Map<Found, Found[]> {
  const owners = new Map<string, Found>();
  const placeOf = (path: string) => fold(path.slice(0, -extname(path).length || undefined));
  const isRaw = ({ path }: Found) => companion.test(path);
  const photos = files.flatMap(({ found, photo }) => (photo ? [found] : []));
  for (const found of [...photos.filter((one) => !isRaw(one)), ...photos.filter(isRaw)]) {
    if (!owners.has(placeOf(found.path))) owners.set(placeOf(found.path), found);
    owners.set(fold(found.path), found);
  }
  const companions = new Map<Found, Found[]>();
  for (const { found, photo } of files) {
    if (found.type !== 'file' || !isRaw(found)) continue;
    const direct = owners.get(placeOf(found.path));
    // What belongs to a raw twin belongs to its photo.
    const owner = direct && isRaw(direct) ? (owners.get(placeOf(direct.path)) ?? direct) : direct;
    // Two raw photos of one name are two photos.
    if (!owner || owner === found || (photo && isRaw(owner))) continue;
    companions.set(owner, [...(companions.get(owner) ?? []), found]);
  }
  return companions;
}

/** A file keeps what follows the photo's name. */
function toStep(path: string, stem: string, newStem: string): Step[] {
  const to = join(dirname(path), newStem + basename(path).slice(stem.length));
  const stats = to === path ? undefined : lstatSync(path, { throwIfNoEntry: false });
  return stats ? [{ from: path, to, inode: stats.ino, modified: stats.mtimeMs }] : [];
}

function toItem({ renamings, steps }: Group, shown: ReadonlyMap<string, NamesItem>): NamesItem {
  const [first] = renamings;
  const item = first && shown.get(first.key);
  if (!item) throw new Error('A group holds a photo that is planned.');
  const more = renamings.length - 1;
  const told = renamings.slice(0, 3).map(({ moves }) => moves[0] && `${basename(moves[0].from)} → ${basename(moves[0].to)}`);
  const along = (first?.moves.length ?? 1) - 1;
  return {
    ...item,
    ...(more > 0 && { label: `${item.label} and ${more} more` }),
    change: told.join(', ') + (renamings.length > 3 ? `, and ${renamings.length - 3} more that wait for each other's names` : ''),
    details: {
      ...item.details,
      ...(along > 0 && {
        'Goes along': first?.moves
          .slice(1)
          .map(({ from }) => basename(from))
          .join(', '),
      }),
    },
    data: { type: 'names', steps },
  };
}
