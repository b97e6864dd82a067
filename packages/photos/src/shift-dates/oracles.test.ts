import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeSamplePhotos } from '../samples/index.ts';
import { makeFolder } from '../testing/folder.ts';
import { type Bench, tryOut } from '../testing/job.ts';
import { shiftDates } from './shift-dates.ts';

const hasExiftool = spawnSync('exiftool', ['-ver']).error === undefined;
if (!hasExiftool) console.warn('exiftool is not installed: what it would say of shifted dates is not compared.');

/** What a camera says beside its dates. */
const beside = [
  '-SubSecTimeOriginal=42',
  '-SubSecTime=07',
  '-OffsetTimeOriginal=+05:00',
  '-GPSDateStamp=2008:05:01',
  '-GPSTimeStamp=05:00:00',
];

function exiftool(folder: string, ...words: string[]): string {
  // Broken ones are among the samples: it says so, and goes on.
  const { stdout, stderr } = spawnSync('exiftool', ['-q', '-q', ...words, folder], { maxBuffer: 1 << 28 });
  if (stdout.length === 0 && words.includes('-json')) throw new Error(`exiftool: ${stderr}`);
  return stdout.toString();
}

type Tags = { readonly [tag: string]: unknown };

/** All tags of all photos, but for what belongs to their files, and where in them things are. */
function list(folder: string): Tags[] {
  const photos = JSON.parse(exiftool(folder, '-json', '-G1', '-a', '-u')) as Tags[]; // a list of photos
  const own = ([tag]: [string, unknown]) => !/^(SourceFile|System:|File:|ExifTool:)|ThumbnailOffset/.test(tag);
  return photos.map((tags) => Object.fromEntries(Object.entries(tags).filter(own)));
}

async function doAll(bench: Bench): Promise<number> {
  let done = 0;
  for (const item of await bench.plan()) if (item.data && !('problem' in Object(item.data)) && ++done) await bench.each(item);
  return done;
}

async function writePhotos(): Promise<string> {
  const folder = makeFolder();
  await writeSamplePhotos(folder);
  exiftool(folder, '-overwrite_original', ...beside);
  return folder;
}

test.runIf(hasExiftool)(
  'exiftool reads the same of photos that were shifted here as of those that it shifted itself',
  async () => {
    const [ours, theirs] = [await writePhotos(), makeFolder()];
    cpSync(ours, theirs, { recursive: true });
    const before = list(ours);
    expect(await doAll(tryOut(shiftDates, { folder: ours, by: '1d3h30m' }))).toBeGreaterThan(15);
    exiftool(theirs, '-overwrite_original', '-AllDates+=0:0:1 3:30:0');
    const after = list(ours);
    // It makes dates where there are none, and leaves others as they are that cannot be read.
    for (const [index, tags] of list(theirs).entries())
      if (before[index]?.['IFD0:ModifyDate']) expect(after[index]).toEqual(tags);
    const changed = after.flatMap((tags, index) => Object.keys(tags).filter((tag) => tags[tag] !== before[index]?.[tag]));
    expect([...new Set(changed)].filter((tag) => !tag.startsWith('Composite:')).sort()).toEqual([
      'ExifIFD:CreateDate',
      'ExifIFD:DateTimeOriginal',
      'IFD0:ModifyDate',
    ]);
  },
);
