import { readExifSegments } from '../formats/exif-segments.ts';
import type { Window } from '../jpeg/segments.ts';
import { DateFinder, type PhotoDates, soughtDates } from './dates.ts';
import { readExif } from './exif-block.ts';
import { type ExifTags, soughtTags, toTags } from './tags.ts';

/** What an open photo says of itself, found when it is asked for, and once. */
export interface Reading {
  /** @throws Damaged where the header of the photo is broken, or one of its EXIF blocks. */
  tags(): readonly ExifTags[];
  /** @throws Damaged the same, and where two dates overlap. */
  dates(): PhotoDates;
}

const sought: ReadonlySet<number> = new Set([...soughtTags, ...soughtDates]);

/** Of an open photo that `formatOf` knows with this window. */
export function readOnce(file: number, size: number, window: Window): Reading {
  let read: { readonly tags: readonly ExifTags[]; readonly finder: DateFinder } | null = null;
  let dates: PhotoDates | null = null;

  function readAll() {
    const tags: ExifTags[] = [];
    const finder = new DateFinder();
    for (const segment of readExifSegments(file, size, window)) {
      const exif = readExif(segment, sought);
      if (exif) {
        tags.push(toTags(exif));
        finder.lookInExif(exif);
      } else finder.lookForXmp(segment);
    }
    return { tags, finder };
  }

  return {
    tags() {
      read ??= readAll();
      return read.tags;
    },
    dates() {
      read ??= readAll();
      dates ??= read.finder.dates();
      return dates;
    },
  };
}
