import { estimatesOf, isAlive, isEnded, type Job, type JobItem, type LogEntry, type WorkerInfo } from '@milepost/core/model';
import type { Command } from 'commander';
import { type ServerOptions, withJson, withServer } from '../options.ts';
import { at } from '../place.ts';
import { openToRead } from '../places/here-or-there.ts';
import { resolveId } from '../places/resolve-id.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { describeCounts, describePace } from '../words/progress.ts';
import { describeState, stateColour } from '../words/state.ts';
import { describeFailure } from '../words/summary.ts';
import { oneLine, padText } from '../words/text-width.ts';
import { describeElapsed } from '../words/time.ts';

export function showCommand(program: Command): void {
  const command = program.command('show <id>').summary('show what is known of a job');
  withServer(withJson(command, 'the job, as JSON'))
    .description('Shows a job: how far it is, its input and result, what failed and why, and the end of its log.')
    .addHelpText('after', '\nExample:\n  $ milepost show 3fkq')
    .action(async (written: string, options: ServerOptions & { json?: boolean }) => {
      await at(openToRead(options), async (place) => {
        const job = await place.get(await resolveId(place, written));
        if (options.json) return void process.stdout.write(`${JSON.stringify(job)}\n`);
        const failed = await place.items({ id: job.id, states: ['failed'], limit: 20 });
        const log = await place.log({ id: job.id, limit: 1000 });
        const alike = await place.list({ tasks: [job.task], states: ['succeeded', 'partial'], limit: 100 });
        const worker = describeWorker(job, await place.workers());
        process.stdout.write(`${describeJob(job, worker, failed.items, log.slice(-10), place.isIdle(), alike.jobs)}\n`);
      });
    });
}

function describeJob(
  job: Job,
  worker: string | null,
  failed: readonly JobItem[],
  log: readonly LogEntry[],
  idle: boolean,
  alike: readonly Job[],
): string {
  const colour = colours(wantsColour(process.stdout.isTTY));
  const time = (at: number) => new Date(at).toLocaleString('sv-SE');
  const pace = isEnded(job.state) || idle ? [] : describePace(job).filter((part) => part !== job.state);
  const facts: [name: string, value: string | null][] = [
    ['Job', job.id],
    ['Task', job.task],
    ['State', stateColour(job.state, colour)(describeState(job.state, idle))],
    ['Progress', [describeCounts(job.progress, job.state), ...pace].join(', ')],
    ['Created', time(job.createdAt)],
    ['Started', job.startedAt === null ? null : time(job.startedAt)],
    ['Took', job.finishedAt === null ? null : describeElapsed(job.finishedAt - (job.startedAt ?? job.createdAt))],
    ['Worker', worker],
    ['Estimates', describeEstimates(alike)],
    ['Attempt', job.attempt > 1 ? String(job.attempt) : null],
    ['Input', JSON.stringify(job.input)],
    ['Result', job.result === null ? null : JSON.stringify(job.result)],
    ['Error', job.error === null ? null : colour.red(oneLine(job.error.message))],
    ['Retry of', job.retryOf],
    ['Undo of', job.undoOf],
  ];
  return [
    colour.bold(oneLine(job.title)),
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`  ${colour.dim(padText(name, 9))} ${value}`])),
    ...section(
      'Failed',
      failed.map((item) => describeFailure(item, colour)),
    ),
    ...section(
      'Log',
      log.map((entry) => `${time(entry.at).slice(-8)} ${oneLine(entry.message)}`),
    ),
  ].join('\n');

  function section(title: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : ['', colour.bold(title), ...lines.map((line) => `  ${line}`)];
  }
}

/** Who does it or has done it, and who helps just now. */
function describeWorker({ id, state, worker }: Job, workers: readonly WorkerInfo[]): string | null {
  if (worker === null || state === 'queued') return null;
  const helpers = workers.filter((one) => one.jobs.includes(id) && isAlive(one)).map((one) => one.id);
  const others = helpers.filter((one) => one !== worker);
  return others.length === 0 ? worker : `${worker}, helped by ${others.join(', ')}`;
}

/** How good the time left has been foretold for this task. */
function describeEstimates(alike: readonly Job[]): string | null {
  const good = estimatesOf(alike);
  if (good === null) return null;
  const jobs = good.jobs === 1 ? 'one job' : `${good.jobs} jobs`;
  return `the time left was off by ${Math.round(good.error)} % (median of ${jobs} of this task)`;
}
