import type { Window } from '../jpeg/segments.ts';
import { findDates, type PhotoDates } from './dates.ts';
import { type ExifTags, findTags } from './tags.ts';

/** What an open photo says of itself, found when it is asked for, and once. @throws Damaged as `findTags` and `findDates` */
export interface Reading {
  tags(): readonly ExifTags[];
  dates(): PhotoDates;
}

export function readOnce(file: number, size: number, window: Window): Reading {
  let tags: readonly ExifTags[] | null = null;
  let dates: PhotoDates | null = null;
  return {
    tags() {
      tags ??= findTags(file, size, window);
      return tags;
    },
    dates() {
      dates ??= findDates(file, size, window);
      return dates;
    },
  };
}
