import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../tokens.css';
import Picture from './Picture.svelte';

// The modules of the test itself fill the room for 250 that there is otherwise.
performance.setResourceTimingBufferSize(10_000);
const patient = { timeout: 10_000 };

/** The paths of which a picture was asked for. No server is here to answer, so what comes is none. */
function asked(): (string | null)[] {
  const addresses = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
  return addresses.filter(({ pathname }) => pathname === '/files/thumbnail').map(({ searchParams }) => searchParams.get('path'));
}

const frames = () => [...document.querySelectorAll('.frame')];

test('only what is in sight is asked for, and not what rushes by', async () => {
  for (let index = 0; index < 60; index++) await render(Picture, { of: `/${index}.jpg` });
  for (const frame of frames()) (frame as HTMLElement).style.marginBlockEnd = '500px'; // Picture has no other elements
  const times: number[] = [];
  for (const frame of frames().slice(0, 50)) {
    frame.scrollIntoView();
    times.push(performance.now());
    await new Promise(requestAnimationFrame);
  }
  frames().at(-1)?.scrollIntoView();
  await expect.poll(asked, patient).toContain('/59.jpg');
  // Those that were gone before anybody could look; a machine that is busy gives more of them time.
  const hasty = times.flatMap((_, index) =>
    (times[index + 4] ?? Number.NaN) - (times[index - 4] ?? 0) < 100 ? [`/${index}.jpg`] : [],
  );
  expect(asked().filter((path) => path !== null && hasty.includes(path))).toEqual([]);
  expect(asked().length).toBeLessThan(60 - hasty.length);
});

test('a file that may have changed is asked for again', async () => {
  const { rerender } = await render(Picture, { of: '/again.jpg', version: 1 });
  const times = () => asked().filter((path) => path === '/again.jpg').length;
  await expect.poll(times, patient).toBe(1);
  await rerender({ of: '/again.jpg', version: 2 });
  await expect.poll(times, patient).toBe(2);
});
