import type { TRPCError } from '@trpc/server';
import type { Logger } from 'pino';
import type { Monitor } from './monitor/monitor.ts';
import { logIdOf, reasonOf } from './wire-error.ts';

/** Counts what a call was refused for, and logs what the client is not told, under the id that it is told. */
export function reportTo(
  log: Logger,
  monitor: Pick<Monitor, 'refused'>,
): (failure: { error: TRPCError; path: string | undefined; type: string }) => void {
  return ({ error, path, type }) => {
    monitor.refused(reasonOf(error));
    const logId = logIdOf(error);
    if (!logId) return;
    const details = { logId, path, type, err: error.cause ?? error };
    // Without a path it is a connection that broke, not a call that failed.
    if (path === undefined) log.warn(details, 'A connection failed.');
    else log.error(details, 'A call failed.');
  };
}
