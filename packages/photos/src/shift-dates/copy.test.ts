import { chmodSync, linkSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, put, snapshot, writeHeader } from '../testing/folder.ts';
import { endOf, openForTest, tryOut } from '../testing/job.ts';
import { shiftDates } from './shift-dates.ts';

const photo = writeHeader({ date: '2008:05:01 10:00:00', orientation: 1 });

test('where copies are asked for each photo is another file, with the same mode and times, and an undo puts every byte back', async () => {
  const folder = makeFolder();
  const paths = ['a.jpg', 'b.jpg'].map((name) => put(folder, name, photo));
  for (const path of paths) {
    chmodSync(path, 0o640);
    utimesSync(path, 1_209_636_000, 1_209_636_000.123);
  }
  const before = snapshot(folder);
  const inodes = paths.map((path) => statSync(path).ino);
  const milepost = await openForTest();
  const job = await endOf(
    milepost,
    await milepost.start({ task: 'photos.shift-dates', input: { folder, by: '1h', write: 'copy' } }),
  );
  expect(job).toMatchObject({ state: 'succeeded', result: { done: 2 } });
  for (const [index, path] of paths.entries()) {
    expect(readFileSync(path, 'latin1').split('2008:05:01 11:00:00')).toHaveLength(4);
    const { ino, mode, mtimeMs } = statSync(path);
    expect([ino === inodes[index], mode & 0o777, Math.round(mtimeMs)]).toEqual([false, 0o640, 1_209_636_000_123]);
  }
  expect((await milepost.log({ id: job.id })).map(({ message }) => message)).toContain(
    'Extended attributes and access lists of a file, where it has any, are not kept: it is a new file.',
  );
  expect((await endOf(milepost, await milepost.undo(job.id))).state).toBe('succeeded');
  expect(snapshot(folder)).toEqual(before);
});

test('a copy may be made again, and is refused of a photo that changed, is protected or has several names', async () => {
  const folder = makeFolder();
  const path = put(folder, 'a.jpg', photo);
  const bench = tryOut(shiftDates, { folder, by: '1h', write: 'copy' });
  const [item] = await bench.plan();
  chmodSync(path, 0o444);
  await expect(bench.each(item)).rejects.toThrow('a.jpg is write-protected.');
  chmodSync(path, 0o644);
  linkSync(path, join(folder, 'other'));
  await expect(bench.each(item)).rejects.toThrow('a.jpg has several names (hard links), which a copy would part.');
  expect(readFileSync(path)).toEqual(photo);
  const other = put(folder, 'a.jpg.new', Buffer.from(photo.toString('latin1').replaceAll('10:00:00', '12:00:00'), 'latin1'));
  writeFileSync(path, readFileSync(other));
  const alone = makeFolder();
  const again = tryOut(shiftDates, { folder: alone, by: '1h', write: 'copy' });
  const copied = put(alone, 'a.jpg', photo);
  const [planned] = await again.plan();
  const receipt = await again.each(planned);
  const [after, { ino }] = [readFileSync(copied), statSync(copied)];
  await again.each(planned);
  expect([readFileSync(copied), statSync(copied).ino]).toEqual([after, ino]);
  writeFileSync(copied, readFileSync(other));
  await expect(again.undo(planned, receipt)).rejects.toThrow('a.jpg has changed since: it reads otherwise where its dates were.');
  expect(readdirSync(alone)).toEqual(['a.jpg']);
});
