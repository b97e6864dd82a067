import type { Command } from 'commander';
import { goOn } from '../go-on.ts';
import { type FollowingOptions, withFollowing } from '../options.ts';

export function resumeCommand(program: Command): void {
  const command = program.command('resume <id>').summary('let a job go on');
  withFollowing(command)
    .description(
      'Lets a job go on where it stands: one that is paused, or that was broken off. The beginning of an id is enough.',
    )
    .addHelpText('after', '\nExample:\n  $ milepost resume 3fkq')
    .action(async (written: string, options: FollowingOptions) => {
      process.exitCode = await goOn(written, options, (place, id) => place.resume(id));
    });
}
