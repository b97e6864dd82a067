import type { JobCounts } from './job.ts';

/** What runs here, for people and for monitors. */
export interface SystemInfo {
  readonly version: string;
  readonly engine: string;
  readonly store: string;
  readonly node: string;
  readonly startedAt: number;
  readonly workers: readonly WorkerInfo[];
  /** What who runs it should know, in sentences: the engine cannot be reached, nobody works, and the like. */
  readonly warnings: readonly string[];
  readonly limits: { readonly jobs: number; readonly threads: number };
  /** The folders that tasks may work in, by real path; null when any will do. */
  readonly roots: readonly string[] | null;
  readonly counts: JobCounts;
}

/** What a caller of a server may do: `view` is to watch and to list, `operate` is all of it. */
export type Role = 'view' | 'operate';

/** What a server tells of itself, and of the one who asks. */
export interface ServerInfo extends SystemInfo {
  readonly role: Role;
}

export interface WorkerInfo {
  readonly id: string;
  /** Ids of the jobs that it runs. */
  readonly jobs: readonly string[];
  /** Its threads that are alive. */
  readonly threads: number;
  /** The name of its machine, and its process there. */
  readonly machine: string;
  readonly pid: number;
  /** Of Milepost. */
  readonly version: string;
  readonly startedAt: number;
  /** When it was heard of last, epoch milliseconds. */
  readonly seenAt: number;
  /** The tasks that it does, and those among them that it has otherwise than the server. */
  readonly tasks: readonly string[];
  readonly differs: readonly string[];
}

/** A worker that was not heard of for so long is taken for dead, milliseconds. */
const aliveFor = 10_000;

/** Whether it was heard of lately. */
export function isAlive({ seenAt }: Pick<WorkerInfo, 'seenAt'>, now = Date.now()): boolean {
  return now - seenAt < aliveFor;
}
