import { isEnded, type JobState } from '@milepost/core/model';
import type { Command } from 'commander';
import { exitCodes, WrongUse } from '../exit-code.ts';
import { type OutputOptions, type ServerOptions, withOutput, withServer } from '../options.ts';
import { watchJobs } from '../perform.ts';
import { at, type Readings } from '../place.ts';
import { openToRead } from '../places/here-or-there.ts';
import { resolveId } from '../places/resolve-id.ts';

type Options = ServerOptions & OutputOptions & { readonly all?: boolean };

export function watchCommand(program: Command): void {
  const command = program.command('watch [ids...]').summary('watch jobs until they end');
  withServer(withOutput(command))
    .description('Shows how far jobs are until they end. Ctrl-C only stops watching. The beginning of an id is enough.')
    .option('--all', 'all jobs that have not ended')
    .addHelpText('after', '\nExample:\n  $ milepost watch 3fkq\n  $ milepost watch --all')
    .action(async (written: readonly string[], options: Options) => {
      if (written.length === 0 && !options.all) throw new WrongUse('Which job? Name it by its id, or watch --all.');
      process.exitCode = await at(openToRead(options), async (place) => {
        const ids = options.all ? await unfinished(place) : await Promise.all(written.map((one) => resolveId(place, one)));
        if (ids.length === 0 && !options.quiet) process.stderr.write('No job is under way.\n');
        await refuseIdle(place, ids);
        return ids.length === 0 ? exitCodes.succeeded : watchJobs(place, [...new Set(ids)], options);
      });
    });
}

/** Oldest first, as they were started. */
async function unfinished(place: Readings): Promise<string[]> {
  const states: JobState[] = ['queued', 'running', 'paused'];
  const { jobs } = await place.list({ states, limit: 500 });
  return jobs.map(({ id }) => id).reverse();
}

/** Of a job that nobody works on there would never be any news. */
async function refuseIdle(place: Readings, ids: readonly string[]): Promise<void> {
  if (!place.isIdle()) return;
  for (const id of ids) {
    const { title, state } = await place.get(id);
    if (!isEnded(state)) throw new Error(`Nobody works on ${title} (${id}). To have it go on: milepost resume ${id}`);
  }
}
