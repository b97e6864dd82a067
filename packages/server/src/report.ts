import type { TRPCError } from '@trpc/server';
import type { Logger } from 'pino';
import { logIdOf } from './wire-error.ts';

/** Logs what the client is not told, under the id that it is told. */
export function reportTo(log: Logger): (failure: { error: TRPCError; path: string | undefined; type: string }) => void {
  return ({ error, path, type }) => {
    const logId = logIdOf(error);
    if (!logId) return;
    const details = { logId, path, type, err: error.cause ?? error };
    // Without a path it is a connection that broke, not a call that failed.
    if (path === undefined) log.warn(details, 'A connection failed.');
    else log.error(details, 'A call failed.');
  };
}
