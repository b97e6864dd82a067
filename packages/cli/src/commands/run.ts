import type { TaskList } from '@milepost/core';
import { MilepostError } from '@milepost/core/model';
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
import { at, type Place } from '../place.ts';
import { dataFolder } from '../places/data-folder.ts';
import { describeTasks } from '../places/describe-tasks.ts';
import { openHere } from '../places/here.ts';
import { openServerPlace } from '../places/server.ts';
import { findServerNote } from '../places/server-note.ts';
import { loadTasks } from '../places/task-modules.ts';
import { helpText, readRequest } from '../read-request.ts';

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
      if (options.help && command.args.length === 0) return void process.stdout.write(helpText(command, []));
      const lists = await loadTasks(options.tasks);
      const tasks = await describeTasks(lists);
      if (options.help) return void process.stdout.write(helpText(command, tasks));
      const request = await readRequest(command, tasks, options);
      process.exitCode = await at(openHereOrThere(lists, options), async (place) => {
        if (options.dryRun) return dryRun(place, request, options);
        const id = await startJob(place, request, options);
        return id === null ? exitCodes.succeeded : showJob(place, id, options, 'cancel');
      });
    });
}

/** This process; or the server that has the data folder open already, for one job has one keeper. */
async function openHereOrThere(tasks: readonly TaskList[], options: Options): Promise<Place> {
  const data = dataFolder(options.data);
  try {
    return await openHere({ tasks, data });
  } catch (error) {
    const note = error instanceof MilepostError && error.reason === 'DATA_IN_USE' ? await findServerNote(data) : null;
    if (note === null) throw error;
    if (!options.quiet) process.stderr.write(`A server has the data folder open: the job is done there, at ${note.url}\n`);
    return openServerPlace(note.url, note.token);
  }
}
