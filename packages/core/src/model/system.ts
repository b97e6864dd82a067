import type { JobCounts } from './job.ts';

/** What runs here, for people and for monitors. */
export interface SystemInfo {
  readonly version: string;
  readonly engine: string;
  readonly store: string;
  readonly node: string;
  readonly startedAt: number;
  readonly workers: readonly WorkerInfo[];
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
}
