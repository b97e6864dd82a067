import type { Client } from '@milepost/client';
import { completedCount, isEnded, type Job, type LogEntry, type WatchEvent } from '@milepost/core/model';
import { Live } from './live.svelte.ts';
import { Throughput } from './throughput.ts';

export interface WatchedJob {
  /** Null until the first snapshot is there. */
  readonly job: Job | null;
  /** The last lines, oldest first, without a gap. */
  readonly log: readonly LogEntry[];
  /** When its counts last moved, as far as this page has seen, epoch milliseconds. */
  readonly movedAt: number;
}

/** When there are more lines than these, the older half is let go; it can be read again from the server. */
const keptLines = 200_000;

/** One job, as it goes on. */
export class LiveJob extends Live<WatchedJob, WatchEvent> {
  /** How fast it went while it was watched, for a curve. */
  readonly throughput: Throughput;

  constructor(client: Pick<Client, 'watch'>, id: string, now = Date.now) {
    const throughput = new Throughput();
    const initial: WatchedJob = { job: null, log: [], movedAt: now() };
    const reduce = (watched: WatchedJob, event: WatchEvent) => {
      const next = follow(watched, event, now());
      if (next.job && next.job !== watched.job) measure(throughput, next.job, now());
      return next;
    };
    super({ initial, open: (signal) => client.watch(id, { signal }), reduce, weigh });
    this.throughput = throughput;
  }
}

function follow(watched: WatchedJob, event: WatchEvent, now: number): WatchedJob {
  switch (event.type) {
    case 'snapshot':
      return { job: event.job, log: joinLines(watched.log, event.log), movedAt: moved(watched, event.job.progress, now) };
    case 'state':
      return { ...watched, job: event.job, movedAt: now };
    case 'progress': {
      if (!watched.job) return watched;
      const { progress } = event;
      return { ...watched, job: { ...watched.job, progress }, movedAt: moved(watched, progress, now) };
    }
    case 'log': {
      const log = watched.log.concat(event.entries);
      return { ...watched, log: log.length > keptLines ? log.slice(-keptLines / 2) : log };
    }
  }
}

/** Every line of a log counts as an event, however many come at once. */
function weigh(event: WatchEvent): number {
  return event.type === 'log' ? event.entries.length : 1;
}

/** The lines of a new snapshot after those that are there; where some between them are missing, the new ones alone. */
export function joinLines(lines: readonly LogEntry[], newer: readonly LogEntry[]): readonly LogEntry[] {
  const first = newer[0]?.seq;
  const last = lines.at(-1)?.seq;
  if (first === undefined || last === undefined || last < first) return newer;
  return lines.filter(({ seq }) => seq < first).concat(newer);
}

function moved({ job, movedAt }: WatchedJob, progress: Job['progress'], now: number): number {
  return job && completedCount(job.progress) === completedCount(progress) ? movedAt : now;
}

function measure(throughput: Throughput, job: Job, now: number): void {
  if (job.state === 'running') throughput.add(now, completedCount(job.progress));
  else if (isEnded(job.state)) throughput.add(job.finishedAt ?? now, completedCount(job.progress));
  else throughput.breakOff();
}
