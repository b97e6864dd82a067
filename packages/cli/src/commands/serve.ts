import { join } from 'node:path';
import type { Command } from 'commander';
import { onInterrupt } from '../interrupt.ts';
import { type DataOption, type TasksOption, withData, withTasks } from '../options.ts';
import { dataFolder } from '../places/data-folder.ts';
import { leaveServerNote } from '../places/server-note.ts';
import { loadTasks } from '../places/task-modules.ts';
import { hasDesktop, openBrowser } from '../serve/browser.ts';
import { describeServing } from '../serve/greeting.ts';
import { type KeepingOptions, readKeeping, withKeeping } from '../serve/keeping-options.ts';
import { pagesFolder } from '../serve/pages.ts';
import { chooseRoots } from '../serve/roots.ts';
import { readServing, type ServingOptions, withServing } from '../serve/server-options.ts';
import { keepToken } from '../serve/token.ts';
import { type RedisFlags, readRedis, refuseWithoutRedis, withRedis } from '../work/redis-options.ts';
import { tellWarnings } from '../work/warnings.ts';

type Options = TasksOption &
  DataOption &
  ServingOptions &
  KeepingOptions &
  RedisFlags & { readonly open: boolean; readonly setAside?: boolean; readonly work?: boolean; readonly takeBack?: boolean };

export function serveCommand(program: Command): void {
  const command = program.command('serve [roots...]').summary('serve the pages and take jobs');
  withRedis(withKeeping(withServing(withData(withTasks(command)))), 'have jobs done by the workers that meet in this Redis')
    .description(
      'Serves the pages, and does the jobs that browsers, shells and programs start. Tasks may work in the folders named.',
    )
    .option('--work', 'with --redis: do jobs here too')
    .option('--take-back', 'do jobs that went through a Redis which is gone for good')
    .option('--no-open', 'do not open a browser')
    .option('--set-aside', 'where the file of jobs is damaged, keep it beside and begin with an empty one')
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
  const [core, { defaultLimits, openServer, tokenFile }, { openThumbnails }, tasks, roots] = await Promise.all([
    import('@milepost/core'),
    import('@milepost/server'),
    import('@milepost/photos/thumbnails'),
    loadTasks(options.tasks),
    chooseRoots(folders, data),
  ]);
  const setAside = (name: string) => process.stderr.write(`The file of jobs was damaged. It is now "${name}".\n`);
  const redis = readRedis(options);
  const works = redis === undefined || options.work === true;
  const opening = core.openMilepost({
    tasks,
    data,
    roots: roots.folders,
    setAside: options.setAside ? setAside : undefined,
    ...readKeeping(options),
    redis,
    work: works,
    takeBack: options.takeBack,
  });
  const milepost = await opening.catch(refuseWithoutRedis);
  const stopTelling =
    redis === undefined && !options.takeBack ? () => {} : tellWarnings(async () => (await milepost.info()).warnings);
  const thumbnails = openThumbnails({ folder: join(data, 'thumbnails') });
  try {
    const token = process.env.MILEPOST_TOKEN || (await keepToken(data));
    const server = await openServer(milepost, {
      ...readServing(options, defaultLimits),
      token,
      tokens: tokenFile(data),
      pages: pagesFolder(),
      makeThumbnail: thumbnails.thumbnail,
    });
    const removeNote = await leaveServerNote(data, { pid: process.pid, url: server.localUrl, token });
    try {
      process.stdout.write(
        describeServing(server, { roots, data, redis: redis === undefined ? null : { url: redis.url, works } }),
      );
      if (options.open && hasDesktop()) openBrowser(server.loginUrl());
      await asked;
    } finally {
      await removeNote();
      await server.close();
    }
  } finally {
    stopTelling();
    await thumbnails.close();
    await milepost.close();
  }
}
