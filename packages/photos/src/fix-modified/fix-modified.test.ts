import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeFolder, put, snapshot, writeHeader } from '../testing/folder.ts';
import { endOf, openForTest, tryOut } from '../testing/job.ts';
import { fixModified } from './fix-modified.ts';

const date = '2008:05:01 10:00:00';
const elsewhere = '2010:01:01 00:00:00';
const photo = writeHeader({ date, orientation: 1 });

/** The same photo, modified by a program that said so. */
const edited = Buffer.from(photo.toString('latin1').replace(date, elsewhere), 'latin1');

function putOld(folder: string, name: string, content: Buffer): string {
  const path = put(folder, name, content);
  utimesSync(path, 1_300_000_000, 1_300_000_001);
  return path;
}

test('files and ModifyDate get the date taken, and an undo puts every byte and time back', async () => {
  const folder = makeFolder();
  const path = putOld(folder, 'a.jpg', edited);
  putOld(folder, 'sub/b.jpg', photo);
  const before = snapshot(folder);
  const milepost = await openForTest();
  const input = { folder, recursive: true, zone: '+02:00' };
  const job = await endOf(milepost, await milepost.start({ task: 'photos.fix-modified', input }));
  expect(job).toMatchObject({ state: 'succeeded', result: { done: 2, skipped: 0, failed: 0 } });
  expect(statSync(path).mtimeMs).toBe(Date.UTC(2008, 4, 1, 8));
  expect(statSync(path).atimeMs).toBe(Date.UTC(2008, 4, 1, 8));
  expect(readFileSync(path)).toEqual(photo);
  const undone = await endOf(milepost, await milepost.undo(job.id));
  expect(undone.state).toBe('succeeded');
  expect(snapshot(folder)).toEqual(before);
});

test('a photo from a future that its disk cannot keep as a time fails with a sentence, and stays as it was', async () => {
  const folder = makeFolder();
  const far = '9998:12:31 23:59:59';
  const path = putOld(folder, 'a.jpg', Buffer.from(edited.toString('latin1').replace(date, far), 'latin1'));
  const before = snapshot(folder);
  const bench = tryOut(fixModified, { folder, zone: '+00:00' });
  const [item] = await bench.plan();
  const probe = put(makeFolder(), 'probe.jpg', photo);
  const moment = Date.UTC(9998, 11, 31, 23, 59, 59);
  utimesSync(probe, moment / 1_000, moment / 1_000);
  const isKept = statSync(probe).mtimeMs === moment;
  if (isKept) {
    const receipt = await bench.each(item);
    expect(statSync(path).mtimeMs).toBe(moment);
    await bench.undo(item, receipt);
  } else {
    const sentence = 'a.jpg was taken at 9998-12-31 23:59:59Z, later than its disk can keep as a time.';
    await expect(bench.each(item)).rejects.toThrow(sentence);
  }
  expect(snapshot(folder)).toEqual(before);
});

test('the plan says which zone is meant and what would change, and a second run has nothing to do', async () => {
  const folder = makeFolder();
  putOld(folder, 'a.jpg', edited);
  const bench = tryOut(fixModified, { folder, zone: 'Europe/Berlin' });
  const [item] = await bench.plan();
  expect(item).toMatchObject({
    change: 'file 2011-03-13 07:06:41Z → 2008-05-01 08:00:00Z, ModifyDate 2010-01-01 00:00:00 → 2008-05-01 10:00:00',
    details: { Taken: '2008-05-01 10:00:00', Zone: 'Europe/Berlin, as chosen', Modified: '2010-01-01 00:00:00 (differs)' },
  });
  await bench.each(item);
  await bench.each(item);
  expect((await bench.plan())[0]?.skip).toBe('has the right times already');
});

test('a photo that was changed since the plan, or since it was done, is left alone', async () => {
  const folder = makeFolder();
  const path = putOld(folder, 'a.jpg', edited);
  const bench = tryOut(fixModified, { folder, zone: '+00:00' });
  const [item] = await bench.plan();
  utimesSync(path, 1_400_000_000, 1_400_000_000);
  await expect(bench.each(item)).rejects.toThrow('a.jpg has changed since.');
  expect(readFileSync(path)).toEqual(edited);
  utimesSync(path, 1_300_000_000, 1_300_000_001);
  const receipt = await bench.each(item);
  writeFileSync(path, photo);
  await expect(bench.undo(item, receipt)).rejects.toThrow('a.jpg has changed since.');
});

test('a photo without a date is skipped', async () => {
  const folder = makeFolder();
  put(folder, 'a.jpg', writeHeader(null));
  expect((await tryOut(fixModified, { folder }).plan())[0]?.skip).toBe('has no date taken');
  expect(() => tryOut(fixModified, { folder, zone: 'Nowhere/Land' })).toThrow('Expected a time zone');
});

test('where copies are asked for a photo whose ModifyDate changes is another file; an undo puts every byte and time back', async () => {
  const folder = makeFolder();
  const [changed, touched] = [putOld(folder, 'a.jpg', edited), putOld(folder, 'b.jpg', photo)];
  const before = snapshot(folder);
  const inodes = [statSync(changed).ino, statSync(touched).ino];
  const milepost = await openForTest();
  const input = { folder, zone: '+02:00', write: 'copy' };
  const job = await endOf(milepost, await milepost.start({ task: 'photos.fix-modified', input }));
  expect(job).toMatchObject({ state: 'succeeded', result: { done: 2 } });
  expect(readFileSync(changed)).toEqual(photo);
  for (const path of [changed, touched]) expect(statSync(path).mtimeMs).toBe(Date.UTC(2008, 4, 1, 8));
  // Times alone need no copy.
  expect([statSync(changed).ino === inodes[0], statSync(touched).ino === inodes[1]]).toEqual([false, true]);
  expect((await endOf(milepost, await milepost.undo(job.id))).state).toBe('succeeded');
  expect(snapshot(folder)).toEqual(before);
});
