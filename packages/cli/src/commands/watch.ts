import type { Command } from 'commander';
import { type OutputOptions, type ServerOptions, withOutput, withServer } from '../options.ts';
import { showJob } from '../perform.ts';
import { at } from '../place.ts';
import { needServer } from '../places/find-server.ts';
import { resolveId } from '../places/resolve-id.ts';

export function watchCommand(program: Command): void {
  const command = program.command('watch <id>').summary('watch a job until it ends');
  withServer(withOutput(command))
    .description('Shows how far a job is until it ends. Ctrl-C only stops watching. The beginning of an id is enough.')
    .addHelpText('after', '\nExample:\n  $ milepost watch 3fkq')
    .action(async (written: string, options: ServerOptions & OutputOptions) => {
      process.exitCode = await at(needServer(options), async (place) =>
        showJob(place, await resolveId(place, written), options, 'detach'),
      );
    });
}
