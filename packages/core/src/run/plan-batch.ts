import type { Block } from '../items/block.ts';
import { plural } from '../model/index.ts';
import { totalOf, writeNote } from '../progress/cell.ts';
import type { Thread } from './lease.ts';
import type { ThreadOutcome } from './messages.ts';
import type { Workbench } from './workbench.ts';

/**
 * Has a thread make the plan; `grew` is called whenever more of it is on disk. Where items may be done already, it goes on with
 * what is stored of the plan; else it begins anew.
 */
export async function planBatch(work: Workbench, grew: () => void): Promise<ThreadOutcome> {
  const job = work.assignment.job;
  let planned = 0;
  let written: Promise<void> = Promise.resolve();
  const take = ({ first, count }: Block) => {
    planned = first + count;
    writeNote(work.cell, `planning: ${planned} ${plural(work.task.info.unit, planned)} found`);
  };
  const outcome = await work.send(
    'plan',
    1,
    (message, thread) => {
      if (message.type !== 'planned') return;
      take(message.block);
      written = work.line.report({ type: 'planned', job, at: Date.now(), block: message.block });
      written.then(
        () => {
          thread.post({ type: 'taken' });
          grew();
        },
        () => work.stopThreads(),
      );
    },
    (thread) => void tellKnown(work, thread, take),
  );
  if (outcome.type !== 'returned') return outcome;
  totalOf(work.cell)[0] = planned;
  writeNote(work.cell, null);
  await work.line.report({ type: 'plan-complete', job, at: Date.now() });
  return outcome;
}

/** Says to the thread what is planned already. */
async function tellKnown(work: Workbench, thread: Thread, take: (block: Block) => void): Promise<void> {
  const { definition } = work.task;
  if (definition.kind !== 'batch' || !definition.workWhilePlanning) return;
  try {
    for await (const block of work.line.blocks()) {
      take(block);
      thread.post({ type: 'items', block, runs: [block] });
    }
    thread.post({ type: 'finish' });
  } catch {
    work.stopThreads();
  }
}
