import type { Command } from 'commander';
import { type ServerOptions, type TasksOption, withJson, withServer } from '../options.ts';
import { at } from '../place.ts';
import { openToAct } from '../places/here-or-there.ts';
import { resolveId } from '../places/resolve-id.ts';

export function pauseCommand(program: Command): void {
  const command = program.command('pause <id>').summary('hold a job where it is');
  withServer(withJson(command, 'the job, as JSON'))
    .description(
      'Holds a job where it is, until it is resumed; over a restart of the server too. The beginning of an id is enough.',
    )
    .addHelpText('after', '\nExample:\n  $ milepost pause 3fkq')
    .action(async (written: string, options: ServerOptions & TasksOption & { json?: boolean }) => {
      await at(openToAct(options), async (place) => {
        const job = await place.pause(await resolveId(place, written));
        process.stdout.write(
          options.json ? `${JSON.stringify(job)}\n` : `${job.title} (${job.id}) is paused. To go on: milepost resume ${job.id}\n`,
        );
      });
    });
}
