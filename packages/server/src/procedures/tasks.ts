import { z } from 'zod';
import { taskInput, taskName } from '../inputs.ts';
import { operation, procedure, router } from '../trpc.ts';

export const tasks = router({
  list: procedure.query(({ ctx }) => ctx.milepost.tasks),

  plan: operation
    .input(z.object({ task: taskName, input: taskInput, limit: z.number().int().min(1).max(10_000).optional() }))
    .mutation(({ ctx, input, signal }) => ctx.milepost.plan(input, signal)),
});
