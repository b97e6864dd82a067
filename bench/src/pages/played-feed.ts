import { emptyProgress, type FeedEvent, type Job, type JobCounts, jobStates } from '@milepost/core/model';

/** How often each of the jobs moves. */
export const perSecond = 20;

/**
 * What a server says on a WebSocket to who watches all jobs, of which so many move, and to nobody else. Gives what ends it. The
 * pages' end-to-end tests play it too.
 */
export function playFeed(
  count: number,
  socket: { send(text: string): void; listen(listener: (text: string) => void): void },
): () => void {
  const jobs = moving(count);
  const counts = { ...(Object.fromEntries(jobStates.map((state) => [state, 0])) as JobCounts), running: count }; // one for each
  const timers = new Map<number, ReturnType<typeof setInterval>>();
  socket.listen((text) => {
    if (text === 'PING') return socket.send('PONG');
    for (const { id, method, params } of [JSON.parse(text)].flat()) {
      clearInterval(timers.get(id));
      if (method !== 'subscription' || params.path !== 'jobs.feed') continue;
      let number = 0;
      const send = (data: FeedEvent) => {
        const place = `e:${++number}`;
        socket.send(JSON.stringify({ id, result: { type: 'data', id: place, data: { id: place, data } } }));
      };
      socket.send(JSON.stringify({ id, result: { type: 'started' } }));
      send({ type: 'snapshot', jobs, counts });
      const moved = (job: Job) => [job.id, { ...job.progress, done: number % 1_000, rate: 10 + (number % 7) }];
      const move = () => send({ type: 'progress', progress: Object.fromEntries(jobs.map(moved)) });
      timers.set(id, setInterval(move, 1_000 / perSecond));
    }
  });
  return () => timers.forEach((timer) => void clearInterval(timer));
}

function moving(count: number): Job[] {
  const progress = { ...emptyProgress('step'), total: 1_000, rate: 10, remaining: { low: 50, likely: 60, high: 70 } };
  const now = Date.now();
  return Array.from({ length: count }, (_, number) => ({
    id: `job${number}`,
    task: 'bench.steady',
    title: `Job ${number}`,
    input: { steps: 1_000, ms: 100 },
    state: 'running',
    progress,
    attempt: 1,
    createdAt: now - number,
    startedAt: now,
    finishedAt: null,
    result: null,
    error: null,
    worker: 'w',
    retryOf: null,
    undoOf: null,
    undoable: false,
  }));
}
