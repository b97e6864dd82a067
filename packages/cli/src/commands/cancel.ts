import type { Command } from 'commander';
import { type ServerOptions, type TasksOption, withJson, withServer } from '../options.ts';
import { at } from '../place.ts';
import { openToAct } from '../places/here-or-there.ts';
import { resolveId } from '../places/resolve-id.ts';

export function cancelCommand(program: Command): void {
  const command = program.command('cancel <id>').summary('cancel a job');
  withServer(withJson(command, 'the job, as JSON'))
    .description('Asks a job to stop. What is done stays done. The beginning of an id is enough.')
    .addHelpText('after', '\nExample:\n  $ milepost cancel 3fkq')
    .action(async (written: string, options: ServerOptions & TasksOption & { json?: boolean }) => {
      await at(openToAct(options), async (place) => {
        const job = await place.cancel(await resolveId(place, written));
        const sentence = job.state === 'cancelled' ? 'is cancelled' : 'is asked to stop';
        process.stdout.write(options.json ? `${JSON.stringify(job)}\n` : `${job.title} (${job.id}) ${sentence}.\n`);
      });
    });
}
