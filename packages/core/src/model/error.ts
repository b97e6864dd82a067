/** Why something was refused. On the wire it is `data.reason`. */
export type Reason =
  | 'TASK_NOT_FOUND'
  | 'JOB_NOT_FOUND'
  | 'INVALID_INPUT'
  | 'INVALID_STATE'
  | 'INVALID_TASK'
  | 'PATH_NOT_ALLOWED'
  | 'PATH_NOT_FOUND'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'TOO_MANY'
  | 'TOO_LATE'
  | 'NO_PICTURE'
  | 'DATA_IN_USE'
  | 'JOBS_ELSEWHERE'
  | 'ENGINE_UNAVAILABLE'
  | 'STORE_UNAVAILABLE'
  | 'STORE_DAMAGED'
  | 'CLOSED'
  | 'INTERNAL';

/** One thing that is wrong with an input, and where: `path` is `['by']` for the field `by`. */
export interface InputIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** How a job or an item failed. `code` is for programs, `message` for people. */
export interface ErrorInfo {
  readonly code: string;
  readonly message: string;
}

/** What Milepost refuses, with a reason for programs and a sentence for people. */
export class MilepostError extends Error {
  override readonly name = 'MilepostError';
  readonly reason: Reason;
  /** What is wrong with the input, where the reason is `INVALID_INPUT`. */
  readonly issues: readonly InputIssue[];

  constructor(reason: Reason, message: string, options?: { cause?: unknown; issues?: readonly InputIssue[] }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.issues = options?.issues ?? [];
  }
}
