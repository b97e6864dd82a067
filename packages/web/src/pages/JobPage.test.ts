import type { Client } from '@milepost/client';
import { emptyProgress, type WatchEvent } from '@milepost/core/model';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import App from '../App.svelte';
import { aJob } from '../testing/a-job.ts';
import { info } from '../testing/show-in-house.ts';

const before = location.pathname;

beforeEach(() => {
  history.replaceState(null, '', '/jobs/j1');
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  history.replaceState(null, '', before);
});

test('a screen reader is told of each quarter, of each state at once, and of nothing else', async () => {
  let push: (event: WatchEvent) => void = () => {};
  const events: WatchEvent[] = [];
  async function* watch() {
    for (;;) {
      const event = events.shift();
      if (event) yield event;
      else await new Promise<void>((resolve) => (push = (next) => resolve(void events.push(next))));
    }
  }
  const client = {
    watch,
    feed: async function* () {},
    connection: { state: 'live', subscribe: () => () => {} },
    tasks: { list: async () => [] },
    system: { info: async () => info },
    jobs: { items: async () => ({ items: [], next: null }), log: async () => [], list: async () => ({ jobs: [] }) },
  } as unknown as Client; // as much of one as the page needs
  const { container } = await render(App, { client });
  const region = container.querySelector('[data-announcer]');
  if (!region) throw new Error('The page has no status region.');
  const told: string[] = [];
  new MutationObserver(() => told.push(region.textContent ?? '')).observe(region, {
    childList: true,
    characterData: true,
    subtree: true,
  });

  const progress = { ...emptyProgress('photo'), total: 40 };
  const step = async (event: WatchEvent) => {
    push(event);
    vi.advanceTimersByTime(2000);
    // The page takes one look a frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  };
  await step({ type: 'snapshot', job: aJob({ progress }), log: [] });
  for (let done = 1; done <= 40; done++) {
    await step({ type: 'progress', progress: { ...progress, done } });
    if (done !== 20) continue;
    const held = { progress: { ...progress, done } };
    await step({ type: 'state', job: aJob({ state: 'paused', ...held }) });
    await step({ type: 'state', job: aJob({ state: 'running', ...held }) });
  }
  const finishedAt = Date.now();
  await step({ type: 'state', job: aJob({ state: 'succeeded', finishedAt, progress: { ...progress, done: 40 } }) });
  expect(told).toEqual([
    'Shift dates: 25 %',
    'Shift dates: 50 %',
    'Shift dates is paused.',
    'Shift dates is running.',
    'Shift dates: 75 %',
    'Shift dates has succeeded.',
  ]);
});
