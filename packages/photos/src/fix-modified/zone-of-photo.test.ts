import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeFolder, put, writeHeader } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';
import { fixModified } from './fix-modified.ts';

const hasExiftool = spawnSync('exiftool', ['-ver']).error === undefined;
if (!hasExiftool) console.warn('exiftool is not installed: a photo that has a time zone is not tried.');

test.runIf(hasExiftool)('the zone that a photo has counts for the time of its file, and not the chosen one', async () => {
  const folder = makeFolder();
  const path = put(folder, 'a.jpg', writeHeader({ date: '2008:05:01 10:00:00', orientation: 1 }));
  spawnSync('exiftool', ['-q', '-overwrite_original', '-OffsetTimeOriginal=+05:00', path]);
  const bench = tryOut(fixModified, { folder, zone: '-08:00' });
  const [item] = await bench.plan();
  expect(item?.details).toMatchObject({ Zone: '+05:00, as the photo says' });
  await bench.each(item);
  expect(statSync(path).mtimeMs).toBe(Date.UTC(2008, 4, 1, 5));
});
