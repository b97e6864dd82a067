import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@milepost/client';
import type { BatchResult } from '@milepost/core/model';
import type photos from '@milepost/photos';
import { writeSamplePhotos } from '@milepost/photos/samples';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, openBench } from './testing/milepost.ts';

/** `npm run trial` sets it to 1000. */
const count = Number(process.env.MILEPOST_TRIAL ?? 60);
const timeout = 60_000 + count * 500;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** A minute apart by their dates, every sixth edited later, every third to be turned, their files younger than all that. */
async function writePhotos(): Promise<string> {
  const folder = join(bench.data, 'photos');
  await mkdir(folder);
  await writeSamplePhotos(join(bench.data, 'samples'));
  const names = (await readdir(join(bench.data, 'samples'))).filter((name) => name !== 'IMG_1225.jpg' && name !== 'IMG_1220.jpg');
  const samples = await Promise.all(names.map((name) => readFile(join(bench.data, 'samples', name), 'latin1')));
  for (let index = 0; index < count; index++) {
    const at = new Date(Date.UTC(2008, 4, 1, 10, count - index)).toISOString();
    const date = `${at.slice(0, 10).replaceAll('-', ':')} ${at.slice(11, 19)}`;
    let photo = (samples[index % samples.length] ?? '').replace(/2008:05:0\d \d\d:\d\d:\d\d/g, date);
    if (index % 6 === 0) photo = photo.replace(date, '2010:01:01 00:00:00');
    const path = join(folder, `IMG_${index + 1}.jpg`);
    await writeFile(path, photo, 'latin1');
    await utimes(path, 1_300_000_000, 1_300_000_000 + index);
  }
  return folder;
}

type Snapshot = Map<string, { bytes: Buffer; modified: number }>;

/** Everything in the folder, what is hidden too. */
async function look(folder: string): Promise<Snapshot> {
  const names = (await readdir(folder)).sort();
  const read = async (name: string) => {
    const path = join(folder, name);
    return [name, { bytes: await readFile(path), modified: Math.round((await stat(path)).mtimeMs) }] as const;
  };
  return new Map(await Promise.all(names.map(read)));
}

/** Every name, content and time, in a form that is compared in no time. */
function digest(snapshot: Snapshot): string[] {
  return [...snapshot].map(
    ([name, { bytes, modified }]) => `${name} ${modified} ${createHash('sha256').update(bytes).digest('hex')}`,
  );
}

const startOfScan = Buffer.from([0xff, 0xda]);
const startOfTables = Buffer.from([0xff, 0xdb]);

/** What a photo says of itself: all before its picture. */
function metadataOf(photo: Buffer): Buffer {
  // The thumbnail has tables too: those of the picture are the last before it.
  const picture = photo.lastIndexOf(startOfScan);
  return photo.subarray(0, photo.lastIndexOf(startOfTables, picture) - 69);
}

/** The same pixels to the bit, and every byte of the metadata. */
async function expectSamePhotos(now: Snapshot, before: Snapshot): Promise<void> {
  expect([...now.keys()]).toEqual([...before.keys()]);
  for (const [name, { bytes, modified }] of before) {
    const photo = now.get(name);
    expect(photo?.modified, name).toBe(modified);
    if (!photo || photo.bytes.equals(bytes)) continue;
    expect(metadataOf(photo.bytes).length, name).toBeGreaterThan(1_000);
    expect(metadataOf(photo.bytes).equals(metadataOf(bytes)), name).toBe(true);
    const [one, other] = await Promise.all([photo.bytes, bytes].map((jpeg) => sharp(jpeg).raw().toBuffer()));
    expect(other && one?.equals(other), name).toBe(true);
  }
}

const tasks = [
  { task: 'photos.fix-orientation', flags: [], input: {} },
  { task: 'photos.shift-dates', flags: ['--by', '3h30m'], input: { by: '3h30m' } },
  { task: 'photos.rename', flags: ['--prefix', 'trip_'], input: { prefix: 'trip_' } },
  { task: 'photos.fix-modified', flags: ['--zone', '+02:00'], input: { zone: '+02:00' } },
] as const;

test(`from the shell: ${count} photos, each task and its undo, and the folder is as it was`, { timeout }, async () => {
  const folder = await writePhotos();
  const before = await look(folder);
  for (const { task, flags } of tasks) {
    const { code, stdout, stderr } = await bench.run('run', task, folder, ...flags, '--yes');
    expect({ task, code, stderr }).toMatchObject({ code: 0 });
    const changed = await look(folder);
    expect(changed.size).toBe(count);
    const [, id = ''] = /milepost undo (\w+)/.exec(stdout) ?? [];
    expect({ task, ...(await bench.run('undo', id, '--yes')) }).toMatchObject({ code: 0 });
    const after = await look(folder);
    if (task === 'photos.fix-orientation') {
      expect(digest(changed)).not.toEqual(digest(before));
      await expectSamePhotos(after, before);
      // A turn and its undo write the tables of the picture anew: what follows begins from what there was.
      for (const [name, { bytes, modified }] of before) {
        await writeFile(join(folder, name), bytes);
        await utimes(join(folder, name), 1_300_000_000, modified / 1_000);
      }
    } else {
      expect(
        [...changed].filter(
          ([name, { bytes, modified }]) => before.get(name)?.bytes.equals(bytes) && before.get(name)?.modified === modified,
        ),
      ).toHaveLength(0);
      expect(digest(after)).toEqual(digest(before));
    }
  }
  const { code, stdout } = await bench.run('run', 'photos.inspect', folder, '--yes');
  expect([code, /(\d+) photos done/.exec(stdout)?.[1]]).toEqual([0, String(count)]);
  expect(digest(await look(folder))).toEqual(digest(before));
});

test(`on a server, by the client that the pages use: ${count} photos, each task and its undo, and the folder is as it was`, {
  timeout,
}, async () => {
  const folder = await writePhotos();
  const before = await look(folder);
  const server = bench.start('serve', folder, '--port', '0', '--no-open');
  await server.until(/Ctrl-C/);
  const { url, token } = JSON.parse(await readFile(join(bench.data, 'server.json'), 'utf8')) as { url: string; token: string }; // what other commands read
  const client = createClient<typeof photos>({ url, token });
  try {
    for (const { task, input } of [...tasks].reverse()) {
      const plan = await client.plan(task, { folder, ...input } as never, { limit: 1 }); // never: the inputs of four tasks
      expect(plan.total).toBe(count);
      const job = await client.start(task, { folder, ...input } as never); // as above
      for await (const _ of job.progress());
      const { done, skipped, failed } = (await job.result()) as BatchResult;
      expect({ task, all: done + skipped, failed }).toEqual({ task, all: count, failed: 0 });
      const undone = (await (await job.undo()).result()) as BatchResult;
      expect({ task, undone }).toEqual({ task, undone: { done, skipped: 0, failed: 0 } });
      const after = await look(folder);
      if (task === 'photos.fix-orientation') await expectSamePhotos(after, before);
      else expect(digest(after)).toEqual(digest(before));
    }
  } finally {
    await client.close();
  }
});
