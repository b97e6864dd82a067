import { randomUUID } from 'node:crypto';
import { type InputIssue, MilepostError, type Reason } from '@milepost/core/model';
import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';

type Code = TRPCError['code'];

const codes: Readonly<Record<Reason, Code>> = {
  TASK_NOT_FOUND: 'NOT_FOUND',
  JOB_NOT_FOUND: 'NOT_FOUND',
  INVALID_INPUT: 'BAD_REQUEST',
  INVALID_STATE: 'CONFLICT',
  INVALID_TASK: 'INTERNAL_SERVER_ERROR',
  PATH_NOT_ALLOWED: 'FORBIDDEN',
  PATH_NOT_FOUND: 'NOT_FOUND',
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  TOO_MANY: 'TOO_MANY_REQUESTS',
  TOO_LATE: 'SERVICE_UNAVAILABLE',
  NO_PICTURE: 'UNSUPPORTED_MEDIA_TYPE',
  DATA_IN_USE: 'INTERNAL_SERVER_ERROR',
  JOBS_ELSEWHERE: 'CONFLICT',
  ENGINE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  STORE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  STORE_DAMAGED: 'SERVICE_UNAVAILABLE',
  CLOSED: 'SERVICE_UNAVAILABLE',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
};

/** What tRPC itself refuses, in our words: its own messages repeat whatever was sent. */
const refusals: Partial<Record<Code, { reason: Reason; message: string }>> = {
  PARSE_ERROR: { reason: 'INVALID_INPUT', message: 'Expected a tRPC message as JSON.' },
  BAD_REQUEST: {
    reason: 'INVALID_INPUT',
    message: 'The request is not one that tRPC understands, or a batch of too many calls.',
  },
  NOT_FOUND: { reason: 'INVALID_INPUT', message: 'There is no procedure of this name and kind.' },
  METHOD_NOT_SUPPORTED: { reason: 'INVALID_INPUT', message: 'Queries are asked with GET, mutations with POST.' },
  UNSUPPORTED_MEDIA_TYPE: { reason: 'INVALID_INPUT', message: 'Expected content of the type application/json.' },
  UNPROCESSABLE_CONTENT: { reason: 'INVALID_INPUT', message: 'Expected a tRPC message as JSON.' },
  PAYLOAD_TOO_LARGE: { reason: 'TOO_MANY', message: 'The request is too large.' },
};

/** What the message of an error on the wire is made of. */
export interface WireErrorData {
  readonly code: Code;
  readonly httpStatus: number;
  readonly reason: Reason;
  /** What is wrong with the input, where the reason is `INVALID_INPUT`. */
  readonly issues?: readonly InputIssue[];
  /** Where the server's log tells more about it. */
  readonly logId?: string;
}

/** Gives what Milepost refused the tRPC code that belongs to it; leaves all else as it is. */
export function translate(error: unknown): unknown {
  const cause = error instanceof TRPCError ? error.cause : error;
  return cause instanceof MilepostError ? new TRPCError({ code: codes[cause.reason], message: cause.message, cause }) : error;
}

const logIds = new WeakMap<TRPCError, string>();

/** The id under which the log tells of an error, or null where nothing is hidden from the client, so nothing need be logged. */
export function logIdOf(error: TRPCError): string | null {
  if (isPlain(error)) return null;
  const known = logIds.get(error);
  if (known) return known;
  const id = randomUUID().slice(0, 8);
  logIds.set(error, id);
  return id;
}

/** The reason that a client is told of an error. */
export function reasonOf({ code, cause }: TRPCError): Reason {
  if (cause instanceof MilepostError) return cause.reason;
  if (cause instanceof ZodError) return 'INVALID_INPUT';
  return refusals[code]?.reason ?? 'INTERNAL';
}

/** What a client is told of an error. Only what was written for people goes out: no stack, no path, no library's message. */
export function toWireError(
  error: TRPCError,
  shape: { readonly data: { readonly httpStatus: number } },
): { message: string; data: WireErrorData } {
  const { code, cause } = error;
  const data = { code, httpStatus: shape.data.httpStatus };
  const logId = logIdOf(error);
  if (logId) {
    const reason = cause instanceof MilepostError ? cause.reason : 'INTERNAL';
    const message = `${masks[reason] ?? 'Something went wrong here; it'} is in the server's log under ${logId}.`;
    return { message, data: { ...data, reason, logId } };
  }
  if (cause instanceof MilepostError) {
    const issues = cause.issues.length > 0 ? { issues: cause.issues } : {};
    return { message: cause.message, data: { ...data, reason: cause.reason, ...issues } };
  }
  if (cause instanceof ZodError) {
    const issues = cause.issues.slice(0, 50).map(({ path, message }) => ({ path: path.map(toKey), message }));
    return { message: describe(issues), data: { ...data, reason: 'INVALID_INPUT', issues } };
  }
  const refusal = refusals[code];
  return { message: refusal?.message ?? 'Refused.', data: { ...data, reason: refusal?.reason ?? 'INVALID_INPUT' } };
}

/** What may be told of what only the log tells in full. */
const masks: Partial<Record<Reason, string>> = {
  ENGINE_UNAVAILABLE: 'What moves the jobs cannot be reached just now, so try again later; why',
};

const plainAlways: ReadonlySet<Reason> = new Set(['CLOSED', 'TOO_LATE']);

/** True when the client may be told all of it. What the store or the engine says may name paths and hosts. */
function isPlain({ code, cause }: TRPCError): boolean {
  if (cause instanceof MilepostError) return plainAlways.has(cause.reason) || !codeHides(codes[cause.reason]);
  return code in refusals;
}

function codeHides(code: Code): boolean {
  return code === 'INTERNAL_SERVER_ERROR' || code === 'SERVICE_UNAVAILABLE';
}

function toKey(key: PropertyKey): string | number {
  return typeof key === 'symbol' ? key.toString() : key;
}

function describe(issues: readonly InputIssue[]): string {
  const [first] = issues;
  if (!first) return 'The input is not what was expected.';
  return first.path.length === 0 ? first.message : `${first.path.join('.')}: ${first.message}`;
}
