import { type Milepost, MilepostError } from '@milepost/core';
import type { Numbered } from '@milepost/core/model';
import { initTRPC, type TRPCError } from '@trpc/server';
import type { Caller } from './doors/login.ts';
import { toWireError, translate } from './wire-error.ts';

/** What a procedure is given beside its input. */
export interface Context {
  readonly milepost: Milepost;
  readonly caller: Caller;
  /** A link that logs a browser in once, as the holder of a token. */
  readonly loginUrl: (name?: string) => string;
  /** The WebSocket that the call came over; null for HTTP. */
  readonly watcher: Watcher | null;
}

/** Who reads a subscription. */
export interface Watcher {
  /**
   * Counts one more subscription. Gives what ends it.
   * @throws MilepostError `TOO_MANY`
   */
  admit(): () => void;
  /** Null while it may be sent more. Else what resolves when it has read enough of what was sent, and when it is gone. */
  pause(): Promise<void> | null;
  /** Calls back with the id that a subscription has on the wire, when tRPC sends this event of it. */
  identify(event: object, found: (id: string | number) => void): void;
  /** Sends an event of a subscription. False where it cannot be sent just now. */
  send(subscription: string | number, event: Numbered<object>): boolean;
}

const t = initTRPC.context<Context>().create({
  isDev: false,
  sse: { enabled: false },
  errorFormatter: ({ error, shape }) => ({ ...shape, ...toWireError(error, shape) }),
});

export const router = t.router;

/** A query or a mutation. What Milepost refuses gets tRPC's code for it here. */
export const procedure = t.procedure.use(async ({ next }) => translated(await next()));

/** A query or a mutation that changes something, or looks into folders, which a token for watching does not allow. */
export const operation = t.procedure.use(async ({ ctx, next }) => {
  // In one step: each costs a start as much as it costs to make the job.
  if (ctx.caller.role === 'operate') return translated(await next());
  const message = `The token "${ctx.caller.name}" is for watching: this takes one with the role "operate".`;
  throw translate(new MilepostError('FORBIDDEN', message));
});

/** A subscription: only over a WebSocket, where its reader can be paced. */
export const subscription = procedure.use(({ ctx, next }) => {
  if (!ctx.watcher) throw new MilepostError('INVALID_INPUT', 'Subscriptions are answered over the WebSocket at /ws.');
  return next({ ctx: { watcher: ctx.watcher } });
});

function translated<Result extends { readonly ok: boolean }>(result: Result): Result {
  if (!result.ok) throw translate((result as unknown as { readonly error: TRPCError }).error); // what is not well has one
  return result;
}
