import { z } from 'zod';
import { filePath } from '../inputs.ts';
import { operation, router } from '../trpc.ts';

const fileQuery = z.object({ path: filePath.optional(), limit: z.number().int().min(1).max(1000).optional() });

export const files = router({
  list: operation.input(fileQuery.optional()).query(({ ctx, input, signal }) => ctx.milepost.files(input, signal)),
});
