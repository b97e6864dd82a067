import { createInterface } from 'node:readline/promises';
import { Declined, WrongUse } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import type { Place } from './place.ts';
import type { JobRequest } from './read-request.ts';
import { choose, describePlan } from './show-plan.ts';

/**
 * Shows some of what a batch would do and asks whether to go on. Gives false where there is nothing to do.
 * @throws Declined for a no; WrongUse where there is nobody to ask
 */
export async function askFirst(place: Place, request: JobRequest): Promise<boolean> {
  const { task, input } = request;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new WrongUse(
      `"${task.name}" changes things. Nobody can be asked here: add --yes to start it, or --dry-run to see its plan.`,
    );
  }
  const planning = new AbortController();
  const forget = onInterrupt(() => planning.abort(new Declined('Nothing was done.')));
  try {
    const whole = await place.plan({ task: task.name, input, limit: 1000 }, planning.signal);
    planning.signal.throwIfAborted();
    const plan = choose(whole, request);
    process.stdout.write(`${describePlan(plan, task.unit, { columns: process.stdout.columns, limit: 5 })}\n`);
    if (plan.total === 0) return false;
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    // readline takes Ctrl-C for itself while it asks.
    terminal.on('SIGINT', () => planning.abort(new Declined('Nothing was done.')));
    try {
      const answer = await terminal.question(`${task.title}? [y/N] `, { signal: planning.signal });
      if (!/^y(es)?$/i.test(answer.trim())) throw new Declined('Nothing was done.');
    } finally {
      terminal.close();
    }
    return true;
  } catch (error) {
    throw planning.signal.aborted ? planning.signal.reason : error;
  } finally {
    forget();
  }
}
