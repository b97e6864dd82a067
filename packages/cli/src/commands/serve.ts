import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { onInterrupt } from '../interrupt.ts';
import { type DataOption, repeated, type TasksOption, withData, withTasks } from '../options.ts';
import { dataFolder } from '../places/data-folder.ts';
import { leaveServerNote } from '../places/server-note.ts';
import { loadTasks } from '../places/task-modules.ts';
import { hasDesktop, openBrowser } from '../serve/browser.ts';
import { describeServing } from '../serve/greeting.ts';
import { pagesFolder } from '../serve/pages.ts';
import { chooseRoots } from '../serve/roots.ts';
import { keepToken } from '../serve/token.ts';

type Options = TasksOption &
  DataOption & { readonly port: number; readonly host: string; readonly allowHost?: readonly string[]; readonly open: boolean };

export function serveCommand(program: Command): void {
  const command = program.command('serve [roots...]').summary('serve the pages and take jobs');
  withData(withTasks(command))
    .description(
      'Serves the pages, and does the jobs that browsers, shells and programs start. Tasks may work in the folders named.',
    )
    .addOption(new Option('--port <number>', '0 takes one that is free').default(4400).argParser(readPort))
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .addOption(repeated('--allow-host <name>', 'a name under which others may call it, for another --host; may be repeated'))
    .option('--no-open', 'do not open a browser')
    .addHelpText(
      'after',
      '\nThe token that programs need is made at random and kept in the data folder, or taken from MILEPOST_TOKEN.',
    )
    .addHelpText('after', '\nExample:\n  $ milepost serve ~/Pictures --port 8080')
    .action(serve);
}

async function serve(folders: readonly string[], options: Options): Promise<void> {
  const data = dataFolder(options.data);
  // From here on, so that whoever is impatient while it starts leaves no half of it behind.
  const asked = new Promise<void>((resolve) => onInterrupt(() => resolve()));
  // Each a module that takes its time to load.
  const [core, { openServer, tokenFile }, { openThumbnails }, tasks, roots] = await Promise.all([
    import('@milepost/core'),
    import('@milepost/server'),
    import('@milepost/photos/thumbnails'),
    loadTasks(options.tasks),
    chooseRoots(folders, data),
  ]);
  const milepost = await core.openMilepost({ tasks, data, roots: roots.folders });
  const thumbnails = openThumbnails({ folder: join(data, 'thumbnails') });
  try {
    const token = process.env.MILEPOST_TOKEN || (await keepToken(data));
    const { host, port, allowHost: allowedHosts } = options;
    const server = await openServer(milepost, {
      host,
      port,
      allowedHosts,
      token,
      tokens: tokenFile(data),
      pages: pagesFolder(),
      makeThumbnail: thumbnails.thumbnail,
      log: 'warn',
    });
    const removeNote = await leaveServerNote(data, { pid: process.pid, url: server.url, token });
    try {
      process.stdout.write(describeServing(server, { roots, data }));
      if (options.open && hasDesktop()) openBrowser(server.loginUrl());
      await asked;
    } finally {
      await removeNote();
      await server.close();
    }
  } finally {
    await thumbnails.close();
    await milepost.close();
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('Expected a whole number, 0 to 65535.');
  return port;
}
