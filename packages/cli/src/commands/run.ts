import type { Command } from 'commander';
import { exitCodes } from '../exit-code.ts';
import {
  type DataOption,
  type OutputOptions,
  type StartOptions,
  type TasksOption,
  withData,
  withStart,
  withTasks,
} from '../options.ts';
import { dryRun, showJob, startJob } from '../perform.ts';
import { at } from '../place.ts';
import { openHereOrThere } from '../places/here-or-there.ts';
import { loadTasks } from '../places/task-modules.ts';
import { namingFlags, readRequest, showHelp } from '../read-request.ts';

type Options = TasksOption & DataOption & OutputOptions & StartOptions & { readonly help?: boolean };

export function runCommand(program: Command): void {
  const command = program
    .command('run')
    .summary('do a task here and now')
    .description('Does a task in this process, without a server.');
  withData(withTasks(withStart(command)))
    .addHelpText(
      'after',
      '\nExample:\n  $ milepost run demo.sleep --steps 20\n  $ milepost run photos.shift-dates ./photos --by 3h',
    )
    .action(async () => {
      const options = command.opts<Options>();
      if (options.help && command.args.length === 0) return void showHelp(command, []);
      const [{ checkRequest, describeTasks }, lists] = await Promise.all([import('@milepost/core'), loadTasks(options.tasks)]);
      const tasks = describeTasks(lists);
      if (options.help) return void showHelp(command, tasks);
      const request = await readRequest(command, tasks, options);
      await namingFlags(request, () => checkRequest(lists, { task: request.task.name, input: request.input }));
      process.exitCode = await at(openHereOrThere(lists, options), async (place) => {
        if (options.dryRun) return dryRun(place, request, options);
        const id = await startJob(place, request, options);
        return id === null ? exitCodes.succeeded : showJob(place, id, options);
      });
    });
}
