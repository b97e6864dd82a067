import { type Job, type JobState, jobStates } from '@milepost/core/model';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { didYouMean } from '../flags/spelling.ts';
import { repeated, type ServerOptions, withJson, withServer } from '../options.ts';
import { at } from '../place.ts';
import { openToRead } from '../places/here-or-there.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { describeCounts } from '../words/progress.ts';
import { describeState, stateColour } from '../words/state.ts';
import { table } from '../words/table.ts';
import { describeWhen } from '../words/time.ts';

type Options = ServerOptions & {
  readonly json?: boolean;
  readonly state?: readonly JobState[];
  readonly task?: readonly string[];
  readonly limit: number;
};

export function listCommand(program: Command): void {
  const command = program.command('list').summary('list the jobs');
  const states = repeated('--state <state>', `only jobs that are ${jobStates.join(', ')}; may be repeated`);
  withServer(withJson(command, 'one job a line, as JSON'))
    .description('Lists the jobs, newest first.')
    .addOption(states.argParser((value, before: readonly JobState[] | undefined) => [...(before ?? []), readState(value)]))
    .addOption(repeated('--task <name>', 'only jobs of this task; may be repeated'))
    .addOption(new Option('--limit <number>', 'at most so many').default(20).argParser(readLimit))
    .addHelpText('after', '\nExample:\n  $ milepost list --state running')
    .action(async (options: Options) => {
      await at(openToRead(options), async (place) => {
        const { jobs } = await place.list({
          limit: options.limit,
          states: options.state,
          tasks: options.task,
        });
        if (options.json) for (const job of jobs) process.stdout.write(`${JSON.stringify(job)}\n`);
        else process.stdout.write(`${jobs.length === 0 ? 'No jobs.' : describeJobs(jobs, place.isIdle())}\n`);
      });
    });
}

/** `idle`: nobody works on them. */
function describeJobs(jobs: readonly Job[], idle: boolean): string {
  const colour = colours(wantsColour(process.stdout.isTTY));
  const now = Date.now();
  const left = idle ? jobs.filter(({ state }) => state === 'running' || state === 'queued') : [];
  const rows = table(
    jobs,
    [
      { title: 'Id', text: ({ id }) => id },
      { title: 'Task', text: ({ task }) => task },
      { title: 'State', text: ({ state }) => describeState(state, idle), paint: ({ state }) => stateColour(state, colour) },
      { title: 'Progress', text: ({ progress, state }) => describeCounts(progress, state) },
      { title: 'Failed', text: ({ progress }) => (progress.failed > 0 ? String(progress.failed) : ''), paint: () => colour.red },
      { title: 'Started', text: ({ createdAt }) => describeWhen(createdAt, now), paint: () => colour.dim },
    ],
    { columns: process.stdout.isTTY ? process.stdout.columns : undefined, colour },
  );
  const [first] = left;
  if (first === undefined) return rows;
  const sentence = left.length === 1 ? '1 was left unfinished.' : `${left.length} were left unfinished.`;
  return `${rows}\n${sentence} To go on: milepost resume ${first.id}`;
}

function readState(value: string): JobState {
  const state = jobStates.find((one) => one === value);
  if (state === undefined)
    throw new InvalidArgumentError(`Expected one of ${jobStates.join(', ')}.${didYouMean(value, jobStates)}`);
  return state;
}

function readLimit(value: string): number {
  const limit = Number(value);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new InvalidArgumentError('Expected a whole number, 1 to 500.');
  return limit;
}
