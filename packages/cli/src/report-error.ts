import { MilepostError } from '@milepost/core/model';
import { CommanderError } from 'commander';
import { exitCodeOfError, exitCodes } from './exit-code.ts';
import { colours, wantsColour } from './words/colours.ts';

/** Says on stderr what went wrong, in a sentence, and gives the exit code. The stack is shown where MILEPOST_DEBUG is set. */
export function reportError(error: unknown): number {
  // Commander has written it already; it also throws when it has shown help or the version, which is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.succeeded : exitCodes.wrongUse;
  const { red } = colours(wantsColour(process.stderr.isTTY));
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${red('error:')} ${message}${hint(error)}\n`);
  if (process.env.MILEPOST_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n${causes(error)}`);
  return exitCodeOfError(error);
}

function hint(error: unknown): string {
  if (!(error instanceof MilepostError)) return '';
  switch (error.reason) {
    case 'UNAUTHORIZED':
      return '\n  Give the token that the server was started with: --token, or MILEPOST_TOKEN.';
    case 'TASK_NOT_FOUND':
      return '\n  If it is one of your own, name its module with --tasks, here or where the server is started.';
    case 'DATA_IN_USE':
      return '\n  Wait until that has ended, or name another folder: --data. "milepost serve" takes jobs from everybody.';
    default:
      return '';
  }
}

function causes({ cause }: Error): string {
  return cause instanceof Error ? `caused by ${cause.stack}\n${causes(cause)}` : '';
}
