import { emptyProgress, type FeedEvent, type Job, type JobCounts, jobStates } from '@milepost/core/model';
import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from './house.ts';

const count = 100;
const perSecond = 20;

function aJob(number: number): Job {
  const progress = { ...emptyProgress('step'), total: 1000, rate: 10, remaining: { low: 50, likely: 60, high: 70 } };
  return {
    id: `job${number}`,
    task: 'demo.sleep',
    title: `Job ${number}`,
    input: { steps: 1000 },
    state: 'running',
    progress,
    attempt: 1,
    createdAt: Date.now() - number,
    startedAt: Date.now(),
    finishedAt: null,
    result: null,
    error: null,
    worker: 'w',
    retryOf: null,
    undoOf: null,
    undoable: false,
  };
}

/** A server that has a hundred jobs at work: so many real ones would take the machine away from the page that is measured. */
async function playServer(page: Page) {
  const jobs = Array.from({ length: count }, (_, number) => aJob(number));
  const counts = { ...(Object.fromEntries(jobStates.map((state) => [state, 0])) as JobCounts), running: count }; // one for each
  await page.routeWebSocket('**/ws', (socket) => {
    let timer: ReturnType<typeof setInterval>;
    socket.onClose(() => clearInterval(timer));
    socket.onMessage((text) => {
      if (text === 'PING') return socket.send('PONG');
      for (const { id, method, params } of [JSON.parse(String(text))].flat()) {
        if (method !== 'subscription' || params.path !== 'jobs.feed') continue;
        let number = 0;
        const send = (data: FeedEvent) => {
          const place = `e:${++number}`;
          socket.send(JSON.stringify({ id, result: { type: 'data', id: place, data: { id: place, data } } }));
        };
        socket.send(JSON.stringify({ id, result: { type: 'started' } }));
        send({ type: 'snapshot', jobs, counts });
        timer = setInterval(() => {
          const moved = (job: Job) => [job.id, { ...job.progress, done: number % 1000, rate: 10 + (number % 7) }];
          send({ type: 'progress', progress: Object.fromEntries(jobs.map(moved)) });
        }, 1000 / perSecond);
      }
    });
  });
  await page.route('**/trpc/jobs.list*', (route) =>
    route.fulfill({ json: { result: { data: { jobs: [], next: null, counts } } } }),
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

test('a hundred jobs that move twenty times a second leave a page its sixty frames', async ({ visit, page }) => {
  await visit();
  await playServer(page);
  await page.goto(new URL('/jobs', page.url()).href);
  const bar = page.getByRole('progressbar', { name: 'Progress of Job 0', exact: true });
  await expect(bar).toHaveAttribute('aria-valuenow', /[1-9]/);
  const session = await measure(page);
  const shown = async () => Number(await bar.getAttribute('aria-valuetext').then((text) => text?.split(' ')[0]));
  // Where other programs crowd the processor's memory everything takes longer: some second in which they do not is enough.
  const each = async () => {
    const [from, before] = [await shown(), await work(session)];
    await expect.poll(shown).toBeGreaterThan(from + perSecond);
    return ((await work(session)) - before) / ((await shown()) - from);
  };
  await expect.poll(each, { intervals: [0], timeout: 30_000 }).toBeLessThan(1000 / 60);
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
