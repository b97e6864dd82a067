import { MilepostError } from '../../model/index.ts';

/**
 * Where what stands in Redis. All keys of one Milepost carry the same tag in braces, so that a cluster keeps them together and a
 * script may touch them at once. The scripts build the keys of a job from the root themselves.
 */
export interface Keys {
  /** `{milepost}`; also the prefix of BullMQ's own keys. */
  readonly root: string;
  /** The number of the way in which all of it is written. */
  readonly format: string;
  /** The memory that reads the reports: one server for each prefix. */
  readonly owner: string;
  /** A stream of what those who work report; trimmed of what the server has on disk. */
  readonly reports: string;
  /** A set of the jobs that have ended, until the server has their end on disk. */
  readonly ended: string;
  /** The jobs that have not ended, by when they came. */
  readonly living: string;
  /** By job, the newest that is known of how far it is. */
  readonly progress: string;
  /** By worker, what it is and does; and when each was heard of last. */
  readonly workers: string;
  readonly seen: string;
  /** Held by who looks for lost jobs just now. */
  readonly sweep: string;
  /** Channels: orders to those who work, and progress to the server. */
  readonly ordersChannel: string;
  readonly progressChannel: string;
  job(id: string): string;
  /** A list of the blocks of its plan. */
  plan(id: string): string;
  /** A list of the places at which they begin. */
  places(id: string): string;
  /** A bitmap of the positions of the plan that have an outcome. */
  settled(id: string): string;
}

/** @throws MilepostError `ENGINE_UNAVAILABLE` for a prefix that cannot be one */
export function createKeys(prefix: string): Keys {
  if (!/^[\w.:-]{1,100}$/.test(prefix)) {
    const message = `A Redis prefix is letters, digits and ._:- alone, such as "milepost"; got ${JSON.stringify(prefix)}.`;
    throw new MilepostError('ENGINE_UNAVAILABLE', message);
  }
  const root = `{${prefix}}`;
  return {
    root,
    format: `${root}:format`,
    owner: `${root}:owner`,
    reports: `${root}:reports`,
    ended: `${root}:ended`,
    living: `${root}:living`,
    progress: `${root}:progress`,
    workers: `${root}:workers`,
    seen: `${root}:seen`,
    sweep: `${root}:sweep`,
    ordersChannel: `${root}:orders`,
    progressChannel: `${root}:progressing`,
    job: (id) => `${root}:job:${id}`,
    plan: (id) => `${root}:plan:${id}`,
    places: (id) => `${root}:places:${id}`,
    settled: (id) => `${root}:settled:${id}`,
  };
}
