import type { Command } from 'commander';
import { exitCodes } from '../exit-code.ts';
import { type OutputOptions, type ServerOptions, type StartOptions, withServer, withStart } from '../options.ts';
import { dryRun, startJob, tellStarted } from '../perform.ts';
import { at } from '../place.ts';
import { needServer } from '../places/find-server.ts';
import { readRequest, showHelp } from '../read-request.ts';

type Options = ServerOptions & OutputOptions & StartOptions & { readonly help?: boolean; readonly watch?: boolean };

export function startCommand(program: Command): void {
  const command = program.command('start').summary('start a job').description('Starts a job on a server and says its id.');
  withServer(withStart(command))
    .option('--watch', 'watch it until it ends; Ctrl-C only stops watching')
    .addHelpText('after', '\nExample:\n  $ milepost start demo.sleep --steps 100 --watch')
    .action(async () => {
      const options = command.opts<Options>();
      if (options.help && command.args.length === 0) return void showHelp(command, []);
      process.exitCode = await at(needServer(options), async (place) => {
        const tasks = await place.tasks();
        if (options.help) {
          showHelp(command, tasks);
          return exitCodes.succeeded;
        }
        const request = await readRequest(command, tasks, options);
        if (options.dryRun) return dryRun(place, request, options);
        const id = await startJob(place, request, options);
        return id === null ? exitCodes.succeeded : tellStarted(place, id, options);
      });
    });
}
