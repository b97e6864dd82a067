import type { PlannedItem } from '@milepost/core';
import { readable } from '../exif/exif-date.ts';
import type { Reading } from '../exif/reading.ts';
import { readValue, tagNumbers } from '../exif/tags.ts';
import { takenOf } from '../exif/taken.ts';
import { Damaged } from '../jpeg/damaged.ts';
import { describeSize } from './size.ts';

/** What the plan of every task tells of a photo, with a mark where something is not as it should be. */
export function describePhoto(reading: Reading, size: number): NonNullable<PlannedItem['details']> {
  return { ...describeContent(reading), Size: describeSize(size) };
}

/** A photo that is damaged is planned all the same: what is damaged may not matter. */
function describeContent(reading: Reading): { readonly [title: string]: string } {
  try {
    const tags = reading.tags();
    const dates = reading.dates();
    const taken = takenOf(dates, tags)?.text;
    const modified = dates.fields.find(({ name }) => name === 'ModifyDate')?.text;
    const orientation = readValue(tags, tagNumbers.orientation);
    return {
      Taken: taken === undefined ? 'not known' : readable(taken),
      ...(modified && { Modified: `${readable(modified)}${taken === undefined || modified === taken ? '' : ' (differs)'}` }),
      ...(orientation !== null && { Orientation: describeOrientation(orientation) }),
    };
  } catch (error) {
    if (error instanceof Damaged) return {};
    throw error;
  }
}

function describeOrientation(orientation: string | number): string {
  if (orientation === 1) return 'upright';
  const known = typeof orientation === 'number' && orientation > 1 && orientation <= 8;
  return `${orientation} (${known ? 'not upright' : 'means nothing'})`;
}
