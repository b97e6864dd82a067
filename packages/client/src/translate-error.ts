import { type InputIssue, MilepostError, type Reason } from '@milepost/core/model';
import { TRPCClientError } from '@trpc/client';
import { Unreachable } from './errors.ts';

/** What the server sends beside the message of an error. */
interface ErrorData {
  readonly reason?: Reason;
  readonly issues?: readonly InputIssue[];
}

/** Says what went wrong in Milepost's words: a refusal with its reason, or that no answer came. */
export function translateError(error: unknown, url: string): unknown {
  if (!(error instanceof TRPCClientError)) return error;
  if (error.cause instanceof MilepostError || error.cause instanceof Unreachable) return error.cause;
  if (!error.shape) return new Unreachable(url, { cause: error.cause ?? error });
  const { reason, issues = [] } = (error.data ?? {}) as ErrorData; // the shape that the server's error formatter makes
  return new MilepostError(reason ?? 'INTERNAL', error.message, { cause: error, issues });
}

const reasons: { readonly [status: number]: Reason } = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  413: 'TOO_MANY',
  421: 'FORBIDDEN',
  429: 'TOO_MANY',
};

/**
 * A `fetch` that lets only an answer of tRPC through. The door of the server refuses some requests before tRPC sees them, in
 * plain text, and what answers may be a proxy or another program altogether. `onAnswer` is called for each that is tRPC's.
 */
export function fetchFrom(
  url: string,
  onAnswer: () => void,
): (address: RequestInfo | URL, request?: unknown) => Promise<Response> {
  return async (address, request) => {
    const response = await fetch(address, request as RequestInit); // tRPC's own type for it is a little wider
    if (response.headers.get('content-type')?.startsWith('application/json')) {
      onAnswer();
      return response;
    }
    const { status } = response;
    const text = (await response.text()).trim();
    const reason = reasons[status];
    if (reason) throw new MilepostError(reason, /^[^<]{1,300}$/.test(text) ? text : `${url} refused the request (${status}).`);
    throw new Unreachable(url, { message: `No Milepost server answers at ${url}: the answer was ${status}.` });
  };
}

/** True where trying again later may help. */
export function mayPass(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  if (!(error instanceof MilepostError)) return false;
  return passing.has(error.reason);
}

const passing: ReadonlySet<Reason> = new Set(['ENGINE_UNAVAILABLE', 'STORE_UNAVAILABLE', 'CLOSED', 'INTERNAL']);
