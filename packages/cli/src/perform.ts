import { askFirst } from './ask.ts';
import { exitCodes, WrongUse } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import type { OutputOptions, StartOptions } from './options.ts';
import type { Place } from './place.ts';
import { type JobRequest, namingFlags } from './read-request.ts';
import { choose, describePlan } from './show-plan.ts';
import { chooseView } from './views/choose.ts';

/** Prints what a batch would do. */
export async function dryRun(place: Place, request: JobRequest, { json }: OutputOptions): Promise<number> {
  const { task, input } = request;
  if (task.kind !== 'batch') throw new WrongUse(`"${task.name}" is not a batch: it has no plan to show.`);
  const stop = new AbortController();
  const plan = await namingFlags(request, () => place.plan({ task: task.name, input, limit: 1000 }, stop.signal));
  const shown = choose(plan, request);
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  process.stdout.write(`${json ? JSON.stringify(shown) : describePlan(shown, task.unit, { columns })}\n`);
  return exitCodes.succeeded;
}

/** Starts a job, after having asked where it is a batch. Gives its id, or null where there is nothing to do. */
export async function startJob(place: Place, request: JobRequest, { yes }: StartOptions): Promise<string | null> {
  const { task, input, only, except } = request;
  return namingFlags(request, async () => {
    if (task.kind === 'batch' && !yes && !(await askFirst(place, request))) return null;
    const chosen = { ...(only.length > 0 && { only }), ...(except.length > 0 && { except }) };
    return place.start({ task: task.name, input, ...chosen });
  });
}

/** Says the id of a job that a server has begun; or shows the job, where that is wished. */
export async function tellStarted(
  place: Place,
  id: string,
  options: OutputOptions & { readonly watch?: boolean },
): Promise<number> {
  if (options.watch) return showJob(place, id, options, 'detach');
  // The id alone goes to stdout, for scripts: id=$(milepost start …).
  process.stdout.write(`${options.json ? JSON.stringify(await place.get(id)) : id}\n`);
  if (!options.quiet && !options.json) process.stderr.write(`Started. To watch it: milepost watch ${id}\n`);
  return exitCodes.succeeded;
}

/** Shows a job until it ends. */
export function showJob(place: Place, id: string, options: OutputOptions, leave: 'cancel' | 'detach'): Promise<number> {
  return followJob(place, id, chooseView(options), leave);
}
