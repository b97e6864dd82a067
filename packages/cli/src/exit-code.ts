import { type EndState, MilepostError, type Reason } from '@milepost/core/model';

/** How a command ended, for the shell that called it. */
export const exitCodes = { succeeded: 0, failed: 1, wrongUse: 2, partial: 3, cancelled: 130 } as const;

/** The command was called in a way that makes no sense: the sentence says how, and the exit code is 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

/** The user said no, or pressed Ctrl-C before anything was begun: exit code 130. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

/** Nobody serves. */
export class NoServer extends Error {
  override readonly name = 'NoServer';
  constructor(data: string) {
    super(
      `No server runs with the data folder ${data}. Start one with "milepost serve", name one with --server, or do it here with "milepost run".`,
    );
  }
}

export function exitCodeOfState(state: EndState): number {
  return exitCodes[state];
}

/** What the caller got wrong is 2; what went wrong on our side is 1. */
export function exitCodeOfError(error: unknown): number {
  if (error instanceof WrongUse) return exitCodes.wrongUse;
  if (error instanceof Declined) return exitCodes.cancelled;
  if (error instanceof MilepostError && wrongUses.has(error.reason)) return exitCodes.wrongUse;
  return exitCodes.failed;
}

const wrongUses: ReadonlySet<Reason> = new Set<Reason>([
  'TASK_NOT_FOUND',
  'JOB_NOT_FOUND',
  'INVALID_INPUT',
  'INVALID_TASK',
  'PATH_NOT_ALLOWED',
  'PATH_NOT_FOUND',
  'JOBS_ELSEWHERE',
]);
