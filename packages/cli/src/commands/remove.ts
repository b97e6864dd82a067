import type { Command } from 'commander';
import { type ServerOptions, type TasksOption, withJson, withServer } from '../options.ts';
import { at } from '../place.ts';
import { openToAct } from '../places/here-or-there.ts';
import { resolveId } from '../places/resolve-id.ts';

export function removeCommand(program: Command): void {
  const command = program.command('remove <id>').summary('forget a job that has ended');
  withServer(withJson(command, 'the job, as JSON'))
    .description(
      'Forgets a job that has ended, with its items and its log. What it did stays done. The beginning of an id is enough.',
    )
    .addHelpText('after', '\nExample:\n  $ milepost remove 3fkq')
    .action(async (written: string, options: ServerOptions & TasksOption & { json?: boolean }) => {
      await at(openToAct(options), async (place) => {
        const job = await place.remove(await resolveId(place, written));
        process.stdout.write(options.json ? `${JSON.stringify(job)}\n` : `${job.title} (${job.id}) is removed.\n`);
      });
    });
}
