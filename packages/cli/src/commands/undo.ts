import { type Job, plural } from '@milepost/core/model';
import type { Command } from 'commander';
import { confirm } from '../ask.ts';
import { WrongUse } from '../exit-code.ts';
import { goOn } from '../go-on.ts';
import { type FollowingOptions, withFollowing } from '../options.ts';
import type { Place } from '../place.ts';

type Options = FollowingOptions & { readonly yes?: boolean };

export function undoCommand(program: Command): void {
  const command = program.command('undo <id>').summary('take back what a job did');
  withFollowing(command)
    .description('Starts a new job that takes back each item that was done, newest first. The beginning of an id is enough.')
    .option('--yes', 'start it without asking first')
    .addHelpText('after', '\nExample:\n  $ milepost undo 3fkq')
    .action(async (written: string, options: Options) => {
      if (!options.yes && !(process.stdin.isTTY && process.stdout.isTTY)) {
        throw new WrongUse('Undoing changes things. Nobody can be asked here: add --yes to start it.');
      }
      process.exitCode = await goOn(written, options, async (place, id) => {
        if (!options.yes) await askToUndo(place, id);
        return place.undo(id);
      });
    });
}

/** A job that cannot be undone is not asked about: the refusal says why. */
async function askToUndo(place: Place, id: string): Promise<void> {
  const job = await place.get(id);
  if (job.undoable) await confirm(`${describeUndo(job)} Go on?`);
}

function describeUndo({ title, progress: { done, unit } }: Job): string {
  return `${title}: ${done} ${plural(unit, done)} that ${done === 1 ? 'was' : 'were'} done will be taken back.`;
}
