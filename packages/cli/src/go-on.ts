import type { Job } from '@milepost/core/model';
import type { FollowingOptions } from './options.ts';
import { showJob, tellStarted } from './perform.ts';
import { at, type Place } from './place.ts';
import { openToAct } from './places/here-or-there.ts';
import { resolveId } from './places/resolve-id.ts';

/**
 * Has a job go on, or a new one come of it, and gives the exit code. A server that runs does the work and the id is said; without
 * one the job is done in this process and shown until it ends, as `run` does.
 */
export async function goOn(
  written: string,
  options: FollowingOptions,
  begin: (place: Place, id: string) => Promise<Job>,
): Promise<number> {
  return at(openToAct(options), async (place) => {
    const { id } = await begin(place, await resolveId(place, written));
    return place.url === null ? showJob(place, id, options) : tellStarted(place, id, options);
  });
}
