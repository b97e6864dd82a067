import type { Client } from '@milepost/client';
import type { FeedEvent, Job, JobCounts, JobState } from '@milepost/core/model';
import { Live } from './live.svelte.ts';

export interface WatchedJobs {
  /** Newest first; null until the first snapshot is there. */
  readonly jobs: readonly Job[] | null;
  readonly counts: JobCounts | null;
}

export interface JobsQuery {
  readonly states?: readonly JobState[] | undefined;
  readonly tasks?: readonly string[] | undefined;
}

/** A list of jobs, as they come and go and move. */
export class LiveJobs extends Live<WatchedJobs, FeedEvent> {
  constructor(client: Pick<Client, 'feed'>, query: JobsQuery = {}) {
    super({ initial: { jobs: null, counts: null }, open: (signal) => client.feed(query, { signal }), reduce });
  }
}

function reduce(watched: WatchedJobs, event: FeedEvent): WatchedJobs {
  switch (event.type) {
    case 'snapshot':
      return { jobs: event.jobs, counts: event.counts };
    case 'jobs':
      return { jobs: mergeJobs(watched.jobs ?? [], event.jobs, event.gone), counts: event.counts };
    case 'progress':
      return { ...watched, jobs: (watched.jobs ?? []).map((job) => moved(job, event.progress[job.id])) };
  }
}

function moved(job: Job, progress: Job['progress'] | undefined): Job {
  return progress ? { ...job, progress } : job;
}

/** `jobs` with those of `newer` in their place or added, and without `gone`; newest first. */
export function mergeJobs(jobs: readonly Job[], newer: readonly Job[], gone: readonly string[] = []): Job[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  for (const job of newer) byId.set(job.id, job);
  for (const id of gone) byId.delete(id);
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
}
