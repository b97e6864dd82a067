import { lstatSync, type Stats } from 'node:fs';
import type { PlannedItem } from '@milepost/core';
import type { Reading } from '../exif/reading.ts';
import { readValue, tagNumbers } from '../exif/tags.ts';
import { type Taken, takenOf } from '../exif/taken.ts';
import type { Found } from '../files/photo-files.ts';
import { type Planning, type Problem, planFound } from '../files/picture.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { fold, nameOf, type Step } from './move.ts';
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
  readonly inode: Inode;
}

/** What tells a file from any other. */
type Inode = Pick<Step, 'inode' | 'modified'>;

/** What goes with a photo of the same name: descriptions, raw twins, moving pictures, sounds. */
const companion =
  /\.(xmp|aae|thm|pp3|dop|wav|mov|mp4|dng|nef|nrw|cr[23w]|arw|sr[2fw]|orf|rw2|raf|pef|x3f|3fr|iiq|erf|mrw|kdc|dcr)$/i;

export function look(found: Found, planning: Planning): Known {
  let photo: Photo | null = null;
  const item = planFound(found, planning, (open) => {
    photo = { item: open.item, sameAs: open.sameAs, inode: toInode(open.stats), ...read(open) };
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
    const newStem = names.give(found.folder, factsOf(found, photo));
    const along = (companions.get(found) ?? []).flatMap((file) => toStep(file, stemOf(found), newStem, inodeOf(file.path)));
    const moves = [...toStep(found, stemOf(found), newStem, photo.inode), ...along];
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

function stemOf({ name }: Found): string {
  const ending = name.lastIndexOf('.');
  return ending > 0 ? name.slice(0, ending) : name;
}

function keep(names: FreeNames, found: Found): void {
  names.keep(found.folder, found.name);
  names.keep(found.folder, stemOf(found));
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
  const companions = new Map<Found, Found[]>();
  if (!files.some(({ found }) => isRaw(found))) return companions;
  const owners = new Map<string, Found>();
  const placeOf = (found: Found) => fold(found.path.slice(0, -found.name.length) + stemOf(found));
  const photos = files.flatMap(({ found, photo }) => (photo ? [found] : []));
  for (const found of [...photos.filter((one) => !isRaw(one)), ...photos.filter(isRaw)]) {
    if (!owners.has(placeOf(found))) owners.set(placeOf(found), found);
    owners.set(fold(found.path), found);
  }
  for (const { found, photo } of files) {
    if (found.type !== 'file' || !isRaw(found)) continue;
    const direct = owners.get(placeOf(found));
    // What belongs to a raw twin belongs to its photo.
    const owner = direct && isRaw(direct) ? (owners.get(placeOf(direct)) ?? direct) : direct;
    // Two raw photos of one name are two photos.
    if (!owner || owner === found || (photo && isRaw(owner))) continue;
    companions.set(owner, [...(companions.get(owner) ?? []), found]);
  }
  return companions;
}

/** What may be a companion, and may be a photo too. */
function isRaw({ path }: Found): boolean {
  return companion.test(path);
}

/** A file keeps what follows the photo's name. */
function toStep({ path, name }: Found, stem: string, newStem: string, inode: Inode | null): Step[] {
  const to = path.slice(0, -name.length) + newStem + name.slice(stem.length);
  return to === path || inode === null ? [] : [{ from: path, to, ...inode }];
}

function inodeOf(path: string): Inode | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : toInode(stats);
}

function toInode({ ino, mtimeMs }: Stats): Inode {
  return { inode: ino, modified: mtimeMs };
}

function toItem({ renamings, steps }: Group, shown: ReadonlyMap<string, NamesItem>): NamesItem {
  const [first] = renamings;
  const item = first && shown.get(first.key);
  if (!item) throw new Error('A group holds a photo that is planned.');
  const more = renamings.length - 1;
  const told = renamings.slice(0, 3).map(({ moves }) => moves[0] && `${nameOf(moves[0].from)} → ${nameOf(moves[0].to)}`);
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
          .map(({ from }) => nameOf(from))
          .join(', '),
      }),
    },
    data: { type: 'names', steps },
  };
}
