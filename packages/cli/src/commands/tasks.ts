import type { TaskInfo } from '@milepost/core/model';
import type { Command } from 'commander';
import { taskCommand } from '../flags/task-command.ts';
import { type ServerOptions, type TasksOption, withJson, withServer, withTasks } from '../options.ts';
import { at } from '../place.ts';
import { needServer } from '../places/find-server.ts';
import { loadTasks } from '../places/task-modules.ts';
import { findTask } from '../read-request.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { table } from '../words/table.ts';

type Options = TasksOption & ServerOptions & { readonly json?: boolean };

export function tasksCommand(program: Command): void {
  const command = program.command('tasks [name]').summary('list the tasks, or show one');
  withServer(withTasks(withJson(command, 'one task a line, as JSON, with the schema of its input')))
    .description('Lists the tasks that there are here, or on the server that is named; with a name, shows the flags of that one.')
    .addHelpText('after', '\nExample:\n  $ milepost tasks photos.shift-dates')
    .action(async (name: string | undefined, options: Options) => {
      const all = await findTasks(options);
      const tasks = name === undefined ? all : [findTask(name, all, command)];
      const run = program.commands.find((one) => one.name() === 'run') ?? command;
      if (options.json) for (const task of tasks) process.stdout.write(`${JSON.stringify(task)}\n`);
      else if (name === undefined) process.stdout.write(`${describeList(tasks)}\n`);
      else for (const task of tasks) process.stdout.write(taskCommand(task, run).help());
    });
}

async function findTasks(options: Options): Promise<readonly TaskInfo[]> {
  if (options.server) return at(needServer(options), (place) => place.tasks());
  const [{ describeTasks }, lists] = await Promise.all([import('@milepost/core'), loadTasks(options.tasks)]);
  return describeTasks(lists);
}

function describeList(tasks: readonly TaskInfo[]): string {
  const colour = colours(wantsColour(process.stdout.isTTY));
  return table(
    tasks,
    [
      { title: 'Task', text: ({ name }) => name, paint: () => colour.cyan },
      { title: 'What it does', text: ({ title, description }) => description || title },
    ],
    { columns: process.stdout.isTTY ? process.stdout.columns : undefined, colour },
  );
}
