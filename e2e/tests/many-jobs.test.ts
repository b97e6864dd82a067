import type { CDPSession, Page } from '@playwright/test';
import { perSecond, playFeed } from '../../bench/src/pages/played-feed.ts';
import { expect, test } from './house.ts';

const count = 100;

/** A server that has a hundred jobs at work: so many real ones would take the machine away from the page that is measured. */
async function playServer(page: Page) {
  await page.routeWebSocket('**/ws', (socket) => {
    const end = playFeed(count, {
      send: (text) => socket.send(text),
      listen: (listener) => socket.onMessage((data) => listener(String(data))),
    });
    socket.onClose(end);
  });
  await page.route('**/trpc/jobs.list*', (route) =>
    route.fulfill({ json: { result: { data: { jobs: [], next: null, counts: { running: count } } } } }),
  );
}

/** What the page's own thread has worked, in milliseconds of processor time: other programs do not count. */
async function work(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const parts = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
  return metrics.filter(({ name }) => parts.includes(name)).reduce((sum, { value }) => sum + value * 1000, 0);
}

async function measure(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await session.send('Performance.enable');
  return session;
}

test('where a hundred jobs move twenty times a second nothing is built anew, and only what is in sight changes', async ({
  visit,
  page,
}) => {
  await visit();
  await playServer(page);
  await page.goto(new URL('/jobs', page.url()).href);
  const bar = page.getByRole('progressbar', { name: 'Progress of Job 0', exact: true });
  await expect(bar).toHaveAttribute('aria-valuenow', /[1-9]/);
  await page.evaluate(`
    window.seen = { moves: 0, built: 0, changed: 0 };
    new MutationObserver((records) => {
      seen.moves++;
      seen.built += records.filter(({ type }) => type === 'childList').length;
      seen.changed += records.filter(({ type }) => type !== 'childList').length;
    }).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true, characterData: true });`);
  const done = () => bar.getAttribute('aria-valuetext').then((text) => Number(text?.split(' ')[0]));
  const from = await done();
  await expect.poll(done, { timeout: 30_000 }).toBeGreaterThan(from + 5 * perSecond);
  const seen = (await page.evaluate('window.seen')) as Record<'moves' | 'built' | 'changed', number>; // as written above
  expect(seen.built).toBe(0);
  // Only what is in sight, and of that only numbers that are others now.
  expect(seen.changed / seen.moves).toBeLessThan(count);
  expect(seen.moves).toBeLessThan(2 * ((await done()) - from));
});

test('a page on which nothing goes on uses no processor', async ({ visit, page }) => {
  await visit();
  for (const path of ['/', '/jobs']) {
    await page.goto(new URL(path, page.url()).href);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    const moving = 'document.getAnimations().filter(({ playState }) => playState === "running").length';
    await expect.poll(() => page.evaluate(moving)).toBe(0);
    const session = await measure(page);
    // What is measured is a stretch of time in which nothing happens, as soon as the page has settled.
    const idle = async () => {
      const before = await work(session);
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 2000))');
      return (await work(session)) - before;
    };
    await expect.poll(idle, { intervals: [0] }).toBeLessThan(10);
    await session.detach();
  }
});
