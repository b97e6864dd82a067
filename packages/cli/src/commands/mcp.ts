import type { Command } from 'commander';
import { onInterrupt } from '../interrupt.ts';
import { type ServerOptions, type TasksOption, withServer, withTasks } from '../options.ts';
import { at } from '../place.ts';
import { findServer } from '../places/find-server.ts';
import { openHereOrThere } from '../places/here-or-there.ts';
import { loadTasks } from '../places/task-modules.ts';
import { chooseRoots } from '../serve/roots.ts';

export function mcpCommand(program: Command): void {
  const command = program.command('mcp [roots...]').summary('offer the tasks as tools, over the Model Context Protocol');
  withServer(withTasks(command))
    .description(
      'Offers each task as a tool, over the Model Context Protocol on standard input and output, for a program that can use tools. Tasks may work in the folders named, or in all where none is. With a server, its tasks are offered, and done there.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ milepost mcp ~/Pictures\n\nSuch a program is told of it as:\n  {"command": "milepost", "args": ["mcp", "/home/me/Pictures"]}',
    )
    .action(serve);
}

async function serve(folders: readonly string[], options: ServerOptions & TasksOption): Promise<void> {
  const roots = folders.length === 0 ? undefined : (await chooseRoots(folders, '')).folders;
  const [{ describeTasks, version }, { serveTools }, { openWhileNeeded }, lists, server] = await Promise.all([
    import('@milepost/core'),
    import('../mcp/serve-tools.ts'),
    import('../mcp/open-while-needed.ts'),
    loadTasks(options.tasks),
    findServer(options),
  ]);
  const tasks = server === null ? describeTasks(lists) : await at(Promise.resolve(server), (place) => place.tasks());
  const use = openWhileNeeded(
    async () => (await findServer(options)) ?? openHereOrThere(lists, { ...options, roots, quiet: true }),
  );
  const serving = serveTools(tasks, use, version);
  onInterrupt(() => void serving.close().finally(() => process.stdin.destroy()));
}
