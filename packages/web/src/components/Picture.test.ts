import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { askedPictures } from '../testing/asked-pictures.ts';
import '../tokens.css';
import Picture from './Picture.svelte';

const patient = { timeout: 10_000 };
const paths = () => askedPictures().map(({ path }) => path);
const frames = () => [...document.querySelectorAll<HTMLElement>('.frame')];

test('only what is in sight is asked for, and not what rushes by', async () => {
  for (let index = 0; index < 60; index++) await render(Picture, { of: `/${index}.jpg` });
  for (const frame of frames()) frame.style.marginBlockEnd = '500px';
  const times: number[] = [];
  for (const frame of frames().slice(0, 50)) {
    frame.scrollIntoView();
    times.push(performance.now());
    await new Promise(requestAnimationFrame);
  }
  frames().at(-1)?.scrollIntoView();
  await expect.poll(paths, patient).toContain('/59.jpg');
  // Those that were gone before anybody could look; a machine that is busy gives more of them time.
  const hasty = times.flatMap((_, index) =>
    (times[index + 4] ?? Number.NaN) - (times[index - 4] ?? 0) < 100 ? [`/${index}.jpg`] : [],
  );
  expect(paths().filter((path) => path !== null && hasty.includes(path))).toEqual([]);
});

test('a file that may have changed is asked for again', async () => {
  const { rerender } = await render(Picture, { of: '/again.jpg', version: 1 });
  await expect.poll(askedPictures, patient).toContainEqual({ path: '/again.jpg', version: '1' });
  await rerender({ of: '/again.jpg', version: 2 });
  await expect.poll(askedPictures, patient).toContainEqual({ path: '/again.jpg', version: '2' });
});
