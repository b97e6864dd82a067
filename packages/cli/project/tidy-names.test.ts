import { deepEqual, equal } from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openMilepost } from '@milepost/core';
import tasks from './tasks.ts';

test('names are tidied, and given back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidy-names-'));
  const files = join(folder, 'files');
  const milepost = await openMilepost({ tasks: [tasks], data: join(folder, 'data') });
  try {
    await writeSamples(files);
    const { id } = await milepost.start({ task: 'files.tidy-names', input: { folder: files } });
    equal(await endOf(id), 'succeeded');
    deepEqual(await readdir(files), ['my-letter.txt', 'notes.txt']);
    const { id: undo } = await milepost.undo(id);
    equal(await endOf(undo), 'succeeded');
    deepEqual(await readdir(files), ['My Letter.TXT', 'notes.txt']);
  } finally {
    await milepost.close();
    await rm(folder, { recursive: true });
  }

  async function endOf(id: string) {
    for await (const _ of milepost.watch(id));
    return (await milepost.get(id)).state;
  }
});

async function writeSamples(folder: string) {
  await mkdir(folder);
  for (const name of ['My Letter.TXT', 'notes.txt']) await writeFile(join(folder, name), 'hello');
}
