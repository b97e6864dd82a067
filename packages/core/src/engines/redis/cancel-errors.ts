import type { ErrorInfo } from '../../model/index.ts';
import { cancelled } from '../../run/ending.ts';

/** What is said of a job that is cancelled while nobody runs it, before it began and after, as a script takes it. */
export const cancelErrors = [JSON.stringify(cancelled('unbegun')), JSON.stringify(cancelled('waiting'))] as const;

/** What is said of a job that was taken over so often, and each time its worker died before it got any further. */
export function lostError(takeOvers: number): string {
  const times = takeOvers === 1 ? 'once' : `${takeOvers} times`;
  const message = `Its worker died; it was taken over ${times}, and each time its worker died before it got any further.`;
  return JSON.stringify({ code: 'WORKERS_LOST', message } satisfies ErrorInfo);
}
