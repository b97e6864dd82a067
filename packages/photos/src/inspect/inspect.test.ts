import { expect, test } from 'vitest';
import { writeSamplePhotos } from '../samples/index.ts';
import { makeFolder, put, snapshot, writeHeader } from '../testing/folder.ts';
import { endOf, openForTest, tryOut } from '../testing/job.ts';
import { inspect } from './inspect.ts';

test('the plan is a table of what is wrong', async () => {
  const folder = makeFolder();
  const photo = (date: string, orientation = 1) => writeHeader({ date, orientation });
  put(folder, '1.jpg', photo('2008:05:01 10:00:00'));
  put(folder, '2.jpg', photo('2008:05:01 11:00:00', 6));
  put(folder, '3.jpg', photo('2008:05:01 10:30:00'));
  put(folder, '4.jpg', photo('2008:05:01 11:00:00', 6));
  put(folder, '5.jpg', writeHeader(null));
  put(folder, '6.jpg', photo('2999:01:01 00:00:00'));
  put(folder, '7.jpg', photo('2004/05/09 16:00:21', 9));
  put(folder, '8.jpg', '\x89PNG');
  put(folder, 'sub/1.jpg', photo('2007:01:01 00:00:00'));
  const items = await tryOut(inspect, { folder, recursive: true }).plan();
  expect(Object.fromEntries(items.map(({ key, change, skip }) => [key, change ?? skip]))).toEqual({
    '1.jpg': undefined,
    '2.jpg': 'not upright: rotate 90° clockwise',
    '3.jpg': 'out of order: taken before 2.jpg',
    '4.jpg': 'not upright: rotate 90° clockwise; a copy of 2.jpg',
    '5.jpg': 'no date taken',
    '6.jpg': 'taken in the future',
    '7.jpg': expect.stringMatching(
      /^the orientation 9, which means nothing; an odd date: ModifyDate holds "2004\/05\/09 16:00:21"/,
    ),
    '8.jpg': 'is no photo that can be read here: its content is something else',
    'sub/1.jpg': undefined,
  });
});

test('a job reads every picture to its end, tells which are broken, and changes nothing', async () => {
  const folder = makeFolder();
  await writeSamplePhotos(folder);
  const before = snapshot(folder);
  const whole = Buffer.from(before['IMG_1201.jpg']?.content ?? '', 'base64');
  put(folder, 'cut.jpg', whole.subarray(0, -1_000));
  const milepost = await openForTest();
  const job = await endOf(milepost, await milepost.start({ task: 'photos.inspect', input: { folder } }));
  expect(job).toMatchObject({ state: 'partial', undoable: false, result: { done: 24, failed: 2 } });
  const { items } = await milepost.items({ id: job.id, states: ['failed'] });
  expect(items.map(({ error }) => error?.message)).toEqual([
    'cut.jpg is damaged: premature end of JPEG file.',
    'IMG_1225.jpg is damaged: it ends before its picture begins.',
  ]);
  expect((await milepost.log({ id: job.id })).map(({ message }) => message)).toContain(
    'IMG_1203.jpg: not upright: rotate 90° counterclockwise',
  );
  const { 'cut.jpg': _, ...after } = snapshot(folder);
  expect(after).toEqual(before);
});
