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
  const whole = await untilInterrupted(({ signal }) => place.plan({ task: task.name, input, limit: 1000 }, signal));
  const plan = choose(whole, request);
  process.stdout.write(`${describePlan(plan, task.unit, { columns: process.stdout.columns, limit: 5 })}\n`);
  if (plan.total === 0) return false;
  await confirm(`${task.title}?`);
  return true;
}

/**
 * Asks on the terminal; only a yes comes back.
 * @throws Declined for a no, and for Ctrl-C
 */
export async function confirm(question: string): Promise<void> {
  await untilInterrupted(async (asking) => {
    const { createInterface } = await import('node:readline/promises'); // few commands ask
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    // readline takes Ctrl-C for itself while it asks.
    terminal.on('SIGINT', () => asking.abort(new Declined('Nothing was done.')));
    try {
      const answer = await terminal.question(`${question} [y/N] `, { signal: asking.signal });
      if (!/^y(es)?$/i.test(answer.trim())) throw new Declined('Nothing was done.');
    } finally {
      terminal.close();
    }
  });
}

async function untilInterrupted<Result>(act: (asking: AbortController) => Promise<Result>): Promise<Result> {
  const asking = new AbortController();
  const forget = onInterrupt(() => asking.abort(new Declined('Nothing was done.')));
  try {
    const result = await act(asking);
    asking.signal.throwIfAborted();
    return result;
  } catch (error) {
    throw asking.signal.aborted ? asking.signal.reason : error;
  } finally {
    forget();
  }
}
