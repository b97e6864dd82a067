import { parseExifDate } from '../exif/exif-date.ts';
import { readValue, tagNumbers } from '../exif/tags.ts';
import { takenOf } from '../exif/taken.ts';
import type { OpenPhoto } from '../files/picture.ts';
import { turnOf } from '../fix-orientation/orientation.ts';
import type { Format } from '../formats/format.ts';

/** What a photo says of itself, and what is wrong with that alone. */
export interface Seen {
  /** By the camera's clock, milliseconds; null where it does not say. */
  readonly taken: number | null;
  readonly format: Format;
  readonly faults: readonly string[];
}

/** A clock may be ahead of ours by this much for living elsewhere, milliseconds. */
const ahead = 86_400_000;

/** Looks at one photo; `now` in epoch milliseconds. */
export function lookAt({ format, ...reading }: OpenPhoto, now: number): Seen {
  const tags = reading.tags();
  const dates = reading.dates();
  const date = takenOf(dates, tags)?.text ?? null;
  const taken = date === null ? null : parseExifDate(date);
  return { taken, format, faults: [...orientation(), ...missing(), ...odd(), ...future()] };

  function orientation(): string[] {
    const held = readValue(tags, tagNumbers.orientation);
    if (held === null || held === 1) return [];
    const turn = typeof held === 'number' ? turnOf(held) : null;
    return [turn ? `not upright: ${turn.words}` : `the orientation ${held}, which means nothing`];
  }
  function missing(): string[] {
    if (date !== null || dates.odd.some(({ name }) => name !== 'ModifyDate')) return [];
    return [dates.xmp ? 'no date taken but in XMP' : 'no date taken'];
  }
  function odd(): string[] {
    return dates.odd.map(({ name, found }) => `an odd date: ${name} holds ${found}`);
  }
  function future(): string[] {
    return taken !== null && taken > now + ahead ? ['taken in the future'] : [];
  }
}

/** What is wrong with the order: a photo that comes behind another by its name and was taken before it. */
export function findDisorder(photos: readonly { readonly key: string; readonly taken: number | null }[]): Map<string, string> {
  const found = new Map<string, string>();
  let before: { key: string; taken: number } | null = null;
  for (const { key, taken } of photos) {
    if (taken === null) continue;
    if (before && before.key.split('/').slice(0, -1).join('/') !== key.split('/').slice(0, -1).join('/')) before = null;
    if (before && taken < before.taken) found.set(key, `out of order: taken before ${before.key}`);
    before = { key, taken };
  }
  return found;
}
