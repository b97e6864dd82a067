import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { JobCancelled, JobFailed, MilepostError, type Progress, type WatchEvent } from './index.ts';
import { type House, openHouse } from './testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}

test('a job is started, seen moving, and gives its result', async () => {
  const job = await house.client().start('demo.sleep', { steps: 5 });
  const seen = await collect(job.progress());
  expect(seen.length).toBeGreaterThan(2);
  expect(seen.at(-1)).toMatchObject({ done: 5, total: 5, unit: 'step' });
  expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
  expect(await job.result()).toEqual({ slept: 5 });
  expect(await job.get()).toMatchObject({ id: job.id, task: 'demo.sleep', state: 'succeeded' });
});

test('a hundred calls at a time are nothing to warn of', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => warnings.push(warning);
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  const client = house.client();
  await Promise.all(Array.from({ length: 100 }, () => client.jobs.list({ limit: 1 })));
  expect(warnings).toEqual([]);
});

test('of starts that are asked for at once, one that is refused or given up leaves the others as they are', async () => {
  const client = house.client();
  const leaving = new AbortController();
  const starts = [
    client.start('demo.missing' as 'demo.sleep', {}), // a name that types would refuse
    client.start('demo.sleep', { steps: 0 }),
    client.start('demo.sleep', { steps: 1 }, { signal: leaving.signal }),
    ...Array.from({ length: 25 }, () => client.start('demo.sleep', { steps: 1 })),
  ];
  leaving.abort(new Error('Never mind.'));
  const [unknown, wrong, givenUp, ...others] = await Promise.allSettled(starts);
  expect(unknown).toMatchObject({ reason: { reason: 'TASK_NOT_FOUND' } });
  expect(wrong).toMatchObject({ reason: { reason: 'INVALID_INPUT', issues: [{ path: ['steps'] }] } });
  expect(givenUp).toMatchObject({ reason: { message: 'Never mind.' } });
  const ids = others.flatMap((start) => (start.status === 'fulfilled' ? [start.value.id] : []));
  expect(new Set(ids).size).toBe(25);
});

test('where a server takes fewer calls in a request than are sent, each start is asked for alone', async () => {
  const strict = await openHouse({ limits: { httpBatch: 3 } });
  onTestFinished(() => strict.close());
  const client = strict.client();
  const starts = [0, ...Array(20).fill(1)].map((steps) => client.start('demo.sleep', { steps }));
  const [wrong, ...others] = await Promise.allSettled(starts);
  expect(wrong).toMatchObject({ reason: { reason: 'INVALID_INPUT', issues: [{ path: ['steps'] }] } });
  expect(others.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect((await client.jobs.list({ limit: 100 })).jobs).toHaveLength(20);
});

test('a job is found in the list, and the tasks are told', async () => {
  const client = house.client();
  const job = await client.start('demo.sleep', { steps: 1 });
  const { jobs, counts } = await client.jobs.list({ tasks: ['demo.sleep'] });
  expect(jobs.map(({ id }) => id)).toContain(job.id);
  expect(counts).toHaveProperty('succeeded');
  expect((await client.tasks.list()).map(({ name }) => name)).toEqual([
    'demo.crunch',
    'demo.sleep',
    'demo.stages',
    'test.chatter',
  ]);
  await job.result();
});

test('waiting for a cancelled job throws JobCancelled with the job', async () => {
  const job = await house.client().start('demo.sleep', { steps: 1000 });
  const result = job.result().catch((error: unknown) => error);
  await job.progress().next();
  await job.cancel();
  const error = await result;
  expect(error).toBeInstanceOf(JobCancelled);
  expect(error).toMatchObject({ job: { id: job.id, state: 'cancelled' } });
});

test('waiting for a failed job throws JobFailed with what it said', async () => {
  const job = await house.client().start('test.chatter', { rounds: 1, lines: 1, fail: true });
  const error = await job.result().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(JobFailed);
  expect(error).toMatchObject({ message: 'It was too much.', job: { id: job.id, state: 'failed' }, code: expect.any(String) });
});

test('two watchers of a job see the same numbers', async () => {
  const one = house.client();
  const job = await one.start('demo.sleep', { steps: 15 });
  const [mine, theirs] = await Promise.all([collect(one.watch(job.id)), collect(house.client().watch(job.id))]);
  const numbers = (events: WatchEvent[]) =>
    new Set(events.flatMap((event) => (event.type === 'progress' ? [JSON.stringify(event.progress)] : [])));
  const others = numbers(theirs);
  expect([...numbers(mine)].filter((progress) => others.has(progress)).length).toBeGreaterThan(4);
  expect(mine.at(-1)).toMatchObject({ type: 'state', job: { state: 'succeeded', progress: { done: 15 } } });
  expect(theirs.at(-1)).toEqual(mine.at(-1));
});

test('who comes late sees at once where things are', async () => {
  const client = house.client();
  const job = await client.start('demo.sleep', { steps: 100 });
  for await (const { done } of job.progress()) if (done >= 3) break;
  const first = await house.client().watch(job.id).next();
  expect(first.value).toMatchObject({ type: 'snapshot', job: { id: job.id, state: 'running', progress: { total: 100 } } });
  const { job: shown } = first.value as Extract<WatchEvent, { type: 'snapshot' }>; // as the line above has shown
  expect(shown.progress.done).toBeGreaterThanOrEqual(3);
  await job.cancel();
});

test('a job that has ended can still be watched, asked for its log and waited for', async () => {
  const client = house.client();
  const job = await client.start('test.chatter', { rounds: 30, lines: 50 });
  await job.result();
  const late = house.client().job(job.id);
  expect((await collect(late.events())).at(-1)).toMatchObject({ job: { state: 'succeeded' } });
  expect((await collect(late.log())).map(({ message }) => message)).toEqual(
    Array.from({ length: 1500 }, (_, index) => `line ${index + 1}`),
  );
  expect(await late.result()).toEqual({ said: 1500 });
});

test('a reader that is slow gets the newest progress, not all of it', async () => {
  const job = await house.client().start('demo.sleep', { steps: 10 });
  const progress = job.progress();
  await progress.next();
  await job.result();
  const rest: Progress[] = await collect(progress);
  expect(rest).toHaveLength(1);
  expect(rest[0]).toMatchObject({ done: 10 });
});

test('the feed begins with the jobs and tells of a new one', async () => {
  const client = house.client();
  const feed = client.feed({ tasks: ['demo.sleep'] });
  expect((await feed.next()).value).toMatchObject({ type: 'snapshot' });
  const job = await client.start('demo.sleep', { steps: 1 });
  for await (const event of feed) {
    if (event.type === 'jobs' && event.jobs.some(({ id, state }) => id === job.id && state === 'succeeded')) break;
  }
});

test('the folders of the server are told, a folder at a time', async () => {
  const client = house.client();
  const folder = await mkdtemp(join(tmpdir(), 'milepost-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'summer'));
  await writeFile(join(folder, 'list.txt'), 'photos');
  const { entries, parent } = await client.files.list({ path: folder });
  expect(entries.map(({ name, kind, size }) => [name, kind, size])).toEqual([
    ['summer', 'folder', null],
    ['list.txt', 'file', 6],
  ]);
  expect(parent).toBe(dirname(folder));
  expect((await client.files.list()).path).toBe(homedir());
  await expect(client.files.list({ path: join(folder, 'winter') })).rejects.toMatchObject({ reason: 'PATH_NOT_FOUND' });
});

test.each([
  ['an unknown task', 'TASK_NOT_FOUND', (client) => client.start('demo.nap' as 'demo.sleep', {})],
  ['an unknown job', 'JOB_NOT_FOUND', (client) => client.jobs.get('nobody')],
  ['an unknown job to watch', 'JOB_NOT_FOUND', (client) => client.watch('nobody').next()],
  ['an unknown job to wait for', 'JOB_NOT_FOUND', (client) => client.job('nobody').result()],
  ['an unknown job to cancel', 'JOB_NOT_FOUND', (client) => client.jobs.cancel('nobody')],
] satisfies [string, string, (client: ReturnType<House['client']>) => Promise<unknown>][])(
  '%s is refused with %s and a sentence',
  async (_what, reason, call) => {
    const error = await call(house.client()).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(MilepostError);
    expect(error).toMatchObject({ reason, message: expect.stringMatching(/\w+ \w+.*\.$/) });
  },
);

test('a wrong input is refused with the place of the mistake', async () => {
  const error = await house
    .client()
    .start('demo.sleep', { steps: 0 })
    .catch((error: unknown) => error);
  expect(error).toMatchObject({ reason: 'INVALID_INPUT', issues: [{ path: ['steps'], message: expect.any(String) }] });
});

test('the same idempotency key gives the same job', async () => {
  const client = house.client();
  const [one, two] = await Promise.all(
    [1, 2].map(() => client.start('demo.sleep', { steps: 1 }, { idempotencyKey: 'the-same' })),
  );
  expect(one?.id).toBe(two?.id);
});

test('a job is paused, goes on, is tried again after it was cancelled, and is forgotten', async () => {
  const client = house.client();
  const job = await client.start('demo.sleep', { steps: 1000 });
  await job.progress().next();
  expect(await job.pause()).toMatchObject({ state: 'paused' });
  expect(await client.jobs.resume(job.id)).toMatchObject({ state: 'running' });
  await expect(job.resume()).rejects.toMatchObject({ reason: 'INVALID_STATE' });
  await job.cancel();
  await job.result().catch(() => {});
  const again = await job.retry();
  expect(await again.get()).toMatchObject({ retryOf: job.id, input: { steps: 1000 } });
  await again.cancel();
  await again.result().catch(() => {});
  await expect(again.undo()).rejects.toMatchObject({ reason: 'INVALID_STATE' });
  expect(await client.jobs.remove(again.id)).toMatchObject({ id: again.id });
  await expect(again.get()).rejects.toMatchObject({ reason: 'JOB_NOT_FOUND' });
});
