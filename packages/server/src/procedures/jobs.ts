import { type FeedEvent, itemStates, type WatchEvent } from '@milepost/core/model';
import { z } from 'zod';
import { cursor, id, itemKeys, lastEventId, states, taskInput, taskName, taskNames } from '../inputs.ts';
import { trackedEvents } from '../tracked-events.ts';
import { operation, procedure, router, subscription } from '../trpc.ts';

const startRequest = z.object({
  task: taskName,
  input: taskInput,
  only: itemKeys,
  except: itemKeys,
  idempotencyKey: z.string().min(1).max(128).optional(),
  priority: z.number().int().min(-100).max(100).optional(),
});

const jobQuery = z.object({
  states,
  tasks: taskNames,
  text: z.string().max(500).optional(),
  limit: z.number().int().min(1).max(500).optional(),
  cursor,
});

const itemQuery = z.object({
  id,
  states: z.array(z.enum(itemStates)).max(itemStates.length).optional(),
  limit: z.number().int().min(1).max(1000).optional(),
  cursor,
});

const logQuery = z.object({
  id,
  after: z.number().int().min(0).optional(),
  limit: z.number().int().min(1).max(1000).optional(),
});

export const jobs = router({
  start: operation.input(startRequest).mutation(({ ctx, input }) => ctx.milepost.start(input)),
  cancel: operation.input(z.object({ id })).mutation(({ ctx, input }) => ctx.milepost.cancel(input.id)),
  pause: operation.input(z.object({ id })).mutation(({ ctx, input }) => ctx.milepost.pause(input.id)),
  resume: operation.input(z.object({ id })).mutation(({ ctx, input }) => ctx.milepost.resume(input.id)),
  remove: operation.input(z.object({ id })).mutation(({ ctx, input }) => ctx.milepost.remove(input.id)),
  retry: operation.input(z.object({ id })).mutation(({ ctx, input }) => ctx.milepost.retry(input.id)),
  undo: operation.input(z.object({ id })).mutation(({ ctx, input }) => ctx.milepost.undo(input.id)),
  get: procedure.input(z.object({ id })).query(({ ctx, input }) => ctx.milepost.get(input.id)),
  list: procedure.input(jobQuery.optional()).query(({ ctx, input }) => ctx.milepost.list(input)),
  items: procedure.input(itemQuery).query(({ ctx, input }) => ctx.milepost.items(input)),
  log: procedure.input(logQuery).query(({ ctx, input }) => ctx.milepost.log(input)),

  watch: subscription
    .input(z.object({ id, lastEventId }))
    .subscription(({ ctx, input }) =>
      trackedEvents<WatchEvent>(ctx.watcher, (take) =>
        ctx.milepost.watch(input.id, { after: input.lastEventId ?? undefined, take }),
      ),
    ),

  feed: subscription
    .input(z.object({ states, tasks: taskNames, lastEventId }).optional())
    .subscription(({ ctx, input: { lastEventId: after, ...query } = {} }) =>
      trackedEvents<FeedEvent>(ctx.watcher, (take) => ctx.milepost.feed(query, { after: after ?? undefined, take })),
    ),
});
