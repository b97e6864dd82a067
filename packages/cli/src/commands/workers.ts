import { isAlive, type SystemInfo, type WorkerInfo } from '@milepost/core/model';
import type { Command } from 'commander';
import { type ServerOptions, withJson, withServer } from '../options.ts';
import { at } from '../place.ts';
import { needServer } from '../places/find-server.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { table } from '../words/table.ts';

type Options = ServerOptions & { readonly json?: boolean };

export function workersCommand(program: Command): void {
  const command = program.command('workers').summary('list who works');
  withServer(withJson(command, 'one worker a line, as JSON'))
    .description('Lists the workers of a server, what they do, and when they were heard of last.')
    .addHelpText('after', '\nExample:\n  $ milepost workers')
    .action(async (options: Options) => {
      await at(needServer(options), async (place) => {
        const info = await place.info();
        if (options.json) for (const worker of info.workers) process.stdout.write(`${JSON.stringify(worker)}\n`);
        else process.stdout.write(describeWorkers(info));
      });
    });
}

function describeWorkers({ workers, warnings }: Pick<SystemInfo, 'workers' | 'warnings'>): string {
  const colour = colours(wantsColour(process.stdout.isTTY));
  const now = Date.now();
  const all = workers.flatMap(({ tasks }) => tasks);
  const rows = table(
    workers,
    [
      { title: 'Worker', text: ({ id }) => id },
      { title: 'Version', text: ({ version }) => version, optional: true },
      { title: 'Jobs', text: ({ jobs }) => jobs.join(' ') || '-' },
      { title: 'Threads', text: ({ threads }) => String(threads) },
      { title: 'Tasks', text: ({ tasks }) => describeTasks(tasks, new Set(all).size) },
      { title: 'Heard of', text: (worker) => describeSign(worker, now), paint: () => colour.dim },
    ],
    { columns: process.stdout.isTTY ? process.stdout.columns : undefined, colour },
  );
  const lines = [
    workers.length === 0 ? 'Nobody works.' : rows,
    ...warnings.map((warning) => `${colour.yellow('warning:')} ${warning}`),
  ];
  return `${lines.join('\n')}\n`;
}

function describeTasks(tasks: readonly string[], all: number): string {
  return tasks.length === all ? `all ${all}` : tasks.join(' ');
}

function describeSign(worker: WorkerInfo, now: number): string {
  const seconds = Math.round((now - worker.seenAt) / 1000);
  if (!isAlive(worker, now)) return `${seconds} s ago: its jobs are taken by others, if it does not come back`;
  return seconds < 5 ? 'now' : `${seconds} s ago`;
}
