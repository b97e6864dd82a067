import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fixOrientation } from '../fix-orientation/fix-orientation.ts';
import { makeFolder, put } from '../testing/folder.ts';
import { tryOut } from '../testing/job.ts';
import { drawPhoto } from '../testing/photo.ts';
import { openSteps } from '../testing/step.ts';

const names = ['IMG_1.jpg', 'IMG_2.jpg', 'IMG_3.jpg'] as const;

/** When a file's inode changed can be set by nobody, so it is the clock that goes on. */
function goOn(minutes: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });
  onTestFinished(() => void vi.useRealTimers());
}

test('what a killed process left beside a photo goes with the first photo that a later job writes there, once it is ten minutes old', async () => {
  const folder = makeFolder();
  const photo = await drawPhoto(320, 240, 6);
  for (const name of names) put(folder, name, photo);
  const killed = tryOut(fixOrientation, { folder });
  const items = await killed.plan();
  expect(items.map(({ key }) => key)).toEqual(names);
  const [first] = items;
  if (!first) throw new Error('There is a photo.');
  await openSteps()({
    task: 'photos.fix-orientation',
    input: { folder },
    item: first,
    receipt: null,
    undo: false,
    step: 'renameSync',
  });
  const left = hiddenIn(folder);
  expect(left).toEqual([expect.stringMatching(/^\.milepost-a-job-\d+\.part$/)]);

  // What only looks like it belongs to somebody else.
  put(folder, '.milepost-notes.txt', 'mine');
  put(folder, '.milepost-.part', 'mine');
  put(folder, 'IMG_1.part', 'mine');
  mkdirSync(join(folder, '.milepost-a-1.part'));
  symlinkSync(join(folder, 'IMG_1.part'), join(folder, '.milepost-a-2.part'));
  const others = readdirSync(folder).filter((name) => !left.includes(name));

  goOn(9);
  await tryOut(fixOrientation, { folder }, 'job-2').each(items[1]);
  expect(readdirSync(folder).sort()).toEqual([...left, ...others].sort());

  goOn(2);
  await tryOut(fixOrientation, { folder }, 'job-3').each(items[2]);
  expect(readdirSync(folder).sort()).toEqual(others.sort());
});

function hiddenIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('.'));
}
