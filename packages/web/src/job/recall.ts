import type { Client } from '@milepost/client';
import type { Job } from '@milepost/core/model';

/** Of a longer batch the curve begins when its page was opened. */
const mostItems = 5000;

/**
 * When each item of a batch was done, up to a moment, so that a curve shows what went on before the page was opened. A task of
 * one piece has no items, and gives none.
 */
export async function recallTimes(client: Pick<Client, 'jobs'>, job: Job, upTo: number, signal: AbortSignal): Promise<number[]> {
  if ((job.progress.total ?? 0) > mostItems) return [];
  const times: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.jobs.items({ id: job.id, states: ['done', 'failed'], limit: 1000, cursor }, { signal });
    for (const { at } of page.items) if (at !== null && at <= upTo) times.push(at);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return times;
}
