import { expect, onTestFinished, test, vi } from 'vitest';
import { beginWaiting, type Cell, createCell } from '../progress/cell.ts';
import { openForTest, runToEnd, waitFor, watchToEnd } from '../testing/open.ts';
import type { Heard, Thread } from './lease.ts';
import type { Errand, ThreadOutcome, ToThread } from './messages.ts';
import type { Pool } from './pool.ts';
import { ShortJobs } from './short-jobs.ts';

const returned = { type: 'returned', result: null } as const;

/** Threads that do nothing but take what they are sent. */
function makePool() {
  const threads: { sent: ToThread[]; begun: Errand[]; say: (message: Heard) => void; state: 'leased' | 'released' | 'ended' }[] =
    [];
  const lease = (): Thread => {
    const thread: (typeof threads)[number] = { sent: [], begun: [], say: () => {}, state: 'leased' };
    threads.push(thread);
    return {
      post(message) {
        thread.sent.push(message);
        if (message.type === 'begin') thread.begun.push(...message.errands);
      },
      listen: (listener) => (thread.say = listener),
      release: () => (thread.state = 'released'),
      async terminate() {
        thread.state = 'ended';
      },
    };
  };
  return { threads, pool: { lease } as unknown as Pool }; // all that is asked of it
}

/** Jobs of a task that has been short, begun at the same time, and what each of them has heard. */
async function beginTogether(count: number) {
  // How long one takes is for the test to say.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { threads, pool } = makePool();
  const short = new ShortJobs(pool);
  for (let job = 0; job < 10; job++) short.note('quick', 0.1);
  const jobs = Array.from({ length: count }, (_, index) => {
    const cell = createCell(1);
    const thread = short.lease('quick', cell);
    const heard: Heard['type'][] = [];
    thread.listen((message) => heard.push(message.type));
    thread.post({ type: 'begin', errands: [errandOf(`job-${index}`, cell)] });
    return { cell, thread, heard };
  });
  await new Promise((resolve) => setImmediate(resolve));
  const ended = (outcome: ThreadOutcome): Heard => ({ type: 'ended', outcome, ms: 0.1 });
  return { threads, short, ended, jobs: jobs as [Begun, Begun, Begun] };
}

interface Begun {
  readonly cell: Cell;
  readonly thread: Thread;
  readonly heard: Heard['type'][];
}

function errandOf(job: string, cell: Cell): Errand {
  const what = { part: 'run', job, url: '', task: 'quick', input: {}, attempt: 1, checkpoint: null } as const;
  return { ...what, only: null, except: null, goesOn: false, cell, slot: 1, waits: false };
}

test('jobs that begin together share a thread once enough of their task were short, and it is told of them once', async () => {
  const { threads, short, jobs, ended } = await beginTogether(3);
  expect(threads).toHaveLength(1);
  expect(threads[0]?.sent).toHaveLength(1);
  expect(threads[0]?.begun.map(({ job }) => job)).toEqual(['job-0', 'job-1', 'job-2']);
  for (const { cell, thread } of jobs) {
    expect(beginWaiting(cell)).toBe(true);
    threads[0]?.say(ended(returned));
    thread.release();
  }
  expect(jobs.map(({ heard }) => heard)).toEqual([['ended'], ['ended'], ['ended']]);
  expect(threads[0]?.state).toBe('released');
  short.lease('unknown', createCell(1));
  short.note('quick', null);
  short.lease('quick', createCell(1));
  for (let job = 0; job < 100; job++) short.note('slow', 5);
  short.lease('slow', createCell(1));
  expect(threads).toHaveLength(4);
});

test('who stands behind one that takes long goes to another thread, and the first one cannot begin it any more', async () => {
  const { threads, jobs, ended } = await beginTogether(3);
  expect(beginWaiting(jobs[0].cell)).toBe(true);
  vi.advanceTimersByTime(20);
  expect(threads).toHaveLength(3);
  expect(threads.slice(1).map(({ begun }) => begun.map(({ job }) => job))).toEqual([['job-1'], ['job-2']]);
  expect(beginWaiting(jobs[1].cell)).toBe(false);
  threads[1]?.say(ended(returned));
  jobs[1].thread.release();
  expect([jobs[1].heard, threads[1]?.state]).toEqual([['ended'], 'released']);
  await jobs[0].thread.terminate();
  expect(threads.map(({ state }) => state)).toEqual(['ended', 'released', 'leased']);
});

test.each(['threw', 'crashed'] as const)('one that %s takes none along that stands behind it', async (type) => {
  const { threads, jobs, ended } = await beginTogether(3);
  const error = { code: 'WRONG', message: 'It went wrong.' };
  beginWaiting(jobs[0].cell);
  threads[0]?.say(type === 'threw' ? ended({ type, error }) : { type, error });
  await jobs[0].thread.terminate();
  expect(jobs.map(({ heard }) => heard.length)).toEqual([1, 0, 0]);
  expect(threads.slice(1).map(({ begun }) => begun.map(({ job }) => job))).toEqual([['job-1'], ['job-2']]);
});

test('where a thread ends before it has begun any of them, all go to others', async () => {
  const { threads, jobs } = await beginTogether(3);
  threads[0]?.say({ type: 'crashed', error: { code: 'UNHANDLED', message: 'Left behind.' } });
  expect(jobs.map(({ heard }) => heard)).toEqual([[], [], []]);
  expect(threads.slice(1).flatMap(({ begun }) => begun.map(({ job }) => job))).toEqual(['job-0', 'job-1', 'job-2']);
});

test('one that is ended by force after it has returned, before that is heard, takes none along that is begun behind it', async () => {
  const { threads, jobs, ended } = await beginTogether(3);
  beginWaiting(jobs[0].cell);
  beginWaiting(jobs[1].cell);
  await jobs[0].thread.terminate();
  expect(threads[0]?.state).toBe('leased');
  expect(threads.slice(1).map(({ begun }) => begun.map(({ job }) => job))).toEqual([['job-2']]);
  threads[0]?.say(ended(returned));
  expect(jobs[1].heard).toEqual([]);
  threads[0]?.say(ended(returned));
  jobs[1].thread.release();
  expect(jobs.map(({ heard }) => heard)).toEqual([[], ['ended'], []]);
  expect(threads[0]?.state).toBe('released');
});

test('one that is told to stop while it waits has stopped, and the others are done', async () => {
  const { threads, jobs, ended } = await beginTogether(3);
  beginWaiting(jobs[0].cell);
  jobs[1].thread.post({ type: 'stop' });
  expect(jobs[1].heard).toEqual(['ended']);
  await jobs[1].thread.terminate();
  expect(threads[0]?.state).toBe('leased');
  for (const { thread } of [jobs[0], jobs[2]]) {
    threads[0]?.say(ended(returned));
    thread.release();
  }
  expect([jobs[2].heard, threads[0]?.state]).toEqual([['ended'], 'released']);
});

test('short jobs end while one of their task never comes back, or ends its thread', async () => {
  const milepost = await openForTest({ jobs: 6 });
  const start = (how: string) => milepost.start({ task: 'test.quick', input: { how } });
  for (let job = 0; job < 40; job++) await runToEnd(milepost, { task: 'test.quick', input: {} });
  for (const how of ['block', 'exit', 'throw']) {
    const [odd, ...others] = await Promise.all([how, 'return', 'return', 'return', 'return'].map(start));
    for (const { id } of others) {
      await watchToEnd(milepost, id);
      expect(await milepost.get(id)).toMatchObject({ state: 'succeeded', attempt: 1 });
    }
    if (how === 'block') await milepost.cancel(odd?.id ?? '');
    await waitFor(
      milepost,
      odd?.id ?? '',
      ({ type, ...event }) => type === 'state' && 'job' in event && event.job.finishedAt !== null,
    );
    expect((await milepost.get(odd?.id ?? '')).error?.code).toBe(
      { block: 'CANCELLED_BY_FORCE', exit: 'THREAD_EXITED', throw: 'FAILED' }[how],
    );
    for (let job = 0; job < 20; job++) await runToEnd(milepost, { task: 'test.quick', input: {} });
  }
});
