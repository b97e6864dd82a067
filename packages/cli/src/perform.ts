import { askFirst } from './ask.ts';
import { exitCodes } from './exit-code.ts';
import { followJobs } from './follow-jobs.ts';
import type { FollowOptions, OutputOptions, StartOptions } from './options.ts';
import type { Place, Readings } from './place.ts';
import { type JobRequest, namingFlags } from './read-request.ts';
import { choose, describePlan } from './show-plan.ts';
import { chooseView } from './views/choose.ts';

/** Prints what a batch would do. */
export async function dryRun(place: Place, request: JobRequest, { json }: OutputOptions): Promise<number> {
  const { task, input } = request;
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
    if (task.kind === 'batch' && !task.readOnly && !yes && !(await askFirst(place, request))) return null;
    const chosen = { ...(only.length > 0 && { only }), ...(except.length > 0 && { except }) };
    return place.start({ task: task.name, input, ...chosen });
  });
}

/** Says the id of a job that a server has begun; or shows the job, where that is wished. */
export async function tellStarted(
  place: Place,
  id: string,
  options: FollowOptions & { readonly watch?: boolean },
): Promise<number> {
  if (options.watch) return watchJobs(place, [id], options);
  // The id alone goes to stdout, for scripts: id=$(milepost start …).
  process.stdout.write(`${options.json ? JSON.stringify(await place.get(id)) : id}\n`);
  if (!options.quiet && !options.json) process.stderr.write(`Started. To watch it: milepost watch ${id}\n`);
  return exitCodes.succeeded;
}

/** Shows a job that this command is for until it ends. What asks the command to leave holds the job, so that it can be resumed. */
export function showJob(place: Place, id: string, options: FollowOptions): Promise<number> {
  return followJobs(place, [id], chooseView(options), (held) => place.pause(held));
}

/** Shows jobs until they end; they go on when the watching stops. */
export function watchJobs(place: Readings, ids: readonly string[], options: FollowOptions): Promise<number> {
  return followJobs(place, ids, chooseView(options, { several: ids.length > 1 }), null);
}
