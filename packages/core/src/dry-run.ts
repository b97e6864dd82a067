import type { CatalogTask } from './check/catalog.ts';
import { readItems } from './items/block.ts';
import { type Json, MilepostError, type Plan, type PlannedItem } from './model/index.ts';
import { createCell, giveOrder } from './progress/cell.ts';
import type { Pool } from './run/pool.ts';

const grace = 2_000;
const noJob = 'dry-run';

/**
 * What a batch would do, from a thread of its own; nothing is remembered.
 * @throws MilepostError `INVALID_INPUT` with what the plan says when it fails; the signal's reason when it is aborted
 */
export function makeDryRun(pool: Pool, task: CatalogTask, input: Json, limit: number, signal?: AbortSignal): Promise<Plan> {
  signal?.throwIfAborted();
  const thread = pool.lease();
  const cell = createCell(1);
  const items: Omit<PlannedItem, 'data'>[] = [];
  let total = 0;
  return new Promise((resolve, reject) => {
    let force: NodeJS.Timeout | undefined;
    const stop = () => {
      giveOrder(cell, 'cancel');
      force = setTimeout(() => void thread.terminate(), grace);
      thread.post({ type: 'stop' });
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
    thread.listen((message) => {
      if (message.type === 'planned') {
        total += message.block.count;
        const missing = limit - items.length;
        if (missing > 0) for (const { data, ...shown } of readItems(message.block).slice(0, missing)) items.push(shown);
        thread.post({ type: 'taken' });
      }
      if (message.type !== 'ended' && message.type !== 'crashed') return;
      clearTimeout(force);
      signal?.removeEventListener('abort', stop);
      const outcome = message.type === 'ended' ? message.outcome : message;
      if (outcome.type === 'returned') thread.release();
      else void thread.terminate();
      if (outcome.type === 'returned') resolve({ items, total, more: total > items.length });
      else if (outcome.type !== 'stopped')
        reject(new MilepostError('INVALID_INPUT', `No plan could be made: ${outcome.error.message}`));
    });
    const { url, info } = task;
    const errand = { part: 'plan', job: noJob, url, task: info.name, input, attempt: 1, checkpoint: null } as const;
    const rest = { only: null, except: null, goesOn: false, cell, slot: 1, waits: false };
    thread.post({ type: 'begin', errands: [{ ...errand, ...rest }] });
  });
}
