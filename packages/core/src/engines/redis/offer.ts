import type { Redis } from 'ioredis';
import type { Catalog } from '../../check/catalog.ts';
import type { Assignment } from '../../engine.ts';
import { isAlive } from '../../model/index.ts';
import type { JobQueue } from '../bullmq.ts';
import type { Keys } from './keys.ts';
import { readSigns } from './presence.ts';
import type { RunScript } from './scripts.ts';

/** A batch that does not say how many threads it may have may have those of other machines as well. */
export function spreads(catalog: Catalog, { task, direction }: Assignment): boolean {
  const definition = catalog.get(task)?.definition;
  if (definition?.kind !== 'batch' || direction !== 'do') return false;
  return definition.threads === null && !definition.workWhilePlanning;
}

/** Asks other workers to help with a batch, where they have its task and something of it is left. */
export async function offerShares(
  { job, task, priority, input }: Assignment,
  parts: { client: Redis; keys: Keys; run: RunScript; queue: JobQueue; catalog: Catalog; worker: string },
): Promise<void> {
  const [helpers = 0, free = 0] = (await parts.run('shares', job)) as number[]; // as the script says
  if (free === 0) return;
  const workers = await readSigns(parts.client, parts.keys, parts.catalog);
  const mayHelp = workers.filter((worker) => worker.id !== parts.worker && worker.tasks.includes(task) && isAlive(worker));
  if (helpers < mayHelp.length) await parts.queue.share({ job, task, priority, begun: true, input }, mayHelp.length);
}
