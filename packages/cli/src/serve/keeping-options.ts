import type { MilepostOptions } from '@milepost/core';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** How long jobs are remembered, and what they may take. */
export interface KeepingOptions {
  readonly keepDays?: number;
  readonly keepJobs?: number;
  readonly memory?: number;
}

export function withKeeping(command: Command): Command {
  return command
    .addOption(
      option('--keep-days <number>', 'MILEPOST_KEEP_DAYS', 'forget jobs that ended so many days ago; 30 unless told', {
        least: 0,
        whole: false,
      }),
    )
    .addOption(
      option('--keep-jobs <number>', 'MILEPOST_KEEP_JOBS', 'of those that ended keep the newest so many; 10000 unless told', {
        least: 0,
        whole: true,
      }),
    )
    .addOption(
      option(
        '--memory <MiB>',
        'MILEPOST_MEMORY',
        'what one thread of a job may take; half of what is there, 2048 at most, unless told',
        {
          least: 16,
          whole: true,
        },
      ),
    );
}

export function readKeeping({ keepDays, keepJobs, memory }: KeepingOptions): Pick<MilepostOptions, 'keep' | 'memory'> {
  return { keep: { days: keepDays, jobs: keepJobs }, memory };
}

function option(flags: string, variable: string, description: string, may: { least: number; whole: boolean }): Option {
  return new Option(flags, description).env(variable).argParser((value) => {
    const number = Number(value);
    if (
      value.trim() !== '' &&
      number >= may.least &&
      number < Number.POSITIVE_INFINITY &&
      (!may.whole || Number.isInteger(number))
    ) {
      return number;
    }
    throw new InvalidArgumentError(`Expected a ${may.whole ? 'whole ' : ''}number from ${may.least} on.`);
  });
}
