import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeFolder, put, writeHeader } from '../testing/folder.ts';
import { endOf, openForTest, tryOut } from '../testing/job.ts';
import { readDateToBe } from './date-to-be.ts';
import { shiftDates } from './shift-dates.ts';

test.each([
  ['2008-05-01 13:30', '2008:05:01 13:30:00'],
  ['2008-05-01T13:30:05', '2008:05:01 13:30:05'],
  ['2008:05:01 13:30:05', '2008:05:01 13:30:05'],
  ['2008-02-31 13:30', null],
  ['2008-02-01', null],
])('"%s" is read as %s', (text, date) => {
  expect(readDateToBe(text)).toBe(date);
});

test('the earliest photo gets the date, the others keep their distance, and an undo puts every byte back', async () => {
  const folder = makeFolder();
  const photos = ['2008:05:03 10:00:00', '2008:05:01 09:00:00', '2008:05:01 09:00:30'].map((date, index) => {
    const photo = writeHeader({ date, orientation: 1 });
    return { path: put(folder, `${index}.jpg`, photo), photo };
  });
  put(folder, 'none.jpg', writeHeader(null));
  const milepost = await openForTest();
  const input = { folder, to: '2009-12-31 23:59:45' };
  const job = await endOf(milepost, await milepost.start({ task: 'photos.shift-dates', input }));
  expect(job).toMatchObject({ state: 'succeeded', result: { done: 3, skipped: 1 } });
  const dates = ['2010:01:03 00:59:45', '2009:12:31 23:59:45', '2010:01:01 00:00:15'];
  for (const [index, { path }] of photos.entries()) expect(readFileSync(path, 'latin1')).toContain(dates[index]);
  const again = await tryOut(shiftDates, input).plan();
  expect(again.map(({ skip }) => skip)).toEqual([...dates.map(() => 'has the right dates already'), 'has no date']);
  expect((await endOf(milepost, await milepost.undo(job.id))).state).toBe('succeeded');
  for (const { path, photo } of photos) expect(readFileSync(path)).toEqual(photo);
});

test('an amount or a date is wanted, not both, and JSON Schema says so too', () => {
  const paths = (input: object) => shiftDates.input.safeParse({ folder: '/', ...input }).error?.issues.map(({ path }) => path);
  expect(paths({})).toEqual([['by']]);
  expect(paths({ by: '1h', to: '2008-05-01 13:30' })).toEqual([['to']]);
  expect(paths({ to: '2008-02-31 13:30' })).toEqual([['to']]);
  expect(paths({ to: '2008-05-01 13:30' })).toBeUndefined();
  const schema = z.toJSONSchema(shiftDates.input, { io: 'input' });
  expect(schema).toMatchObject({ type: 'object', required: ['folder'], oneOf: [{ required: ['by'] }, { required: ['to'] }] });
});
