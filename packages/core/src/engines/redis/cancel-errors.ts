import { cancelled } from '../../run/ending.ts';

/** What is said of a job that is cancelled while nobody runs it, before it began and after, as a script takes it. */
export const cancelErrors = [JSON.stringify(cancelled('unbegun')), JSON.stringify(cancelled('waiting'))] as const;
