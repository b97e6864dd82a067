import type { Command } from 'commander';
import { goOn } from '../go-on.ts';
import { type FollowingOptions, withFollowing } from '../options.ts';

export function retryCommand(program: Command): void {
  const command = program.command('retry <id>').summary('try again what failed');
  withFollowing(command)
    .description('Starts a new job of what failed or was left of one that has ended. The beginning of an id is enough.')
    .addHelpText('after', '\nExample:\n  $ milepost retry 3fkq')
    .action(async (written: string, options: FollowingOptions) => {
      process.exitCode = await goOn(written, options, (place, id) => place.retry(id));
    });
}
