import { utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeFolder, put, snapshot, writeHeader } from '../testing/folder.ts';
import { runKilled } from '../testing/killed.ts';

const count = 300;

/** Modified by a program that said so: every task has something to do. */
const photo = Buffer.from(
  writeHeader({ date: '2008:05:01 10:00:00', orientation: 1 })
    .toString('latin1')
    .replace('2008:05:01 10:00:00', '2010:01:01 00:00:00'),
  'latin1',
);

test.each([
  ['photos.shift-dates', { by: '1h' }],
  ['photos.fix-modified', { zone: '+00:00' }],
  ['photos.rename', { prefix: 'trip_' }],
] as const)(
  '%s, killed while many photos wait for the disk, does each of them once, and an undo gives all of them back',
  { timeout: 60_000 },
  (task, more) => {
    const [folder, data] = [makeFolder(), makeFolder()];
    for (let index = 0; index < count; index++) {
      const path = put(folder, `IMG_${index}.jpg`, Buffer.concat([photo, Buffer.from(`${index}`)]));
      utimesSync(path, 1_300_000_000, 1_300_000_000 + index);
    }
    const before = snapshot(folder);
    const job = { data, task, input: { folder, ...more } };
    const all = { state: 'succeeded', result: { done: count, skipped: 0, failed: 0 }, error: null };

    const { kills, end } = runKilled(job, [20, '1 done']);
    expect(kills).toBeGreaterThan(0);
    expect(end).toEqual(all);
    const after = Object.entries(snapshot(folder));
    expect(after).toHaveLength(count);
    for (const [name, { content, modified }] of after) {
      const text = Buffer.from(content, 'base64').toString('latin1');
      expect(text.split('2008:05:01 11:00:00')).toHaveLength(task === 'photos.shift-dates' ? 3 : 1);
      if (task !== 'photos.shift-dates') expect(before[name]).not.toEqual({ content, modified });
    }

    expect(runKilled({ ...job, undo: true }, ['1 done']).end).toEqual(all);
    expect(snapshot(folder)).toEqual(before);
  },
);
