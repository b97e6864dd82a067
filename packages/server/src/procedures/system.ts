import { MilepostError, type ServerInfo } from '@milepost/core/model';
import { z } from 'zod';
import { firstName } from '../login/token-file.ts';
import { operation, procedure, router } from '../trpc.ts';

export const system = router({
  info: procedure.query(async ({ ctx }): Promise<ServerInfo> => ({ ...(await ctx.milepost.info()), role: ctx.caller.role })),

  loginLink: operation.input(z.object({ token: z.string().max(64).optional() }).optional()).mutation(({ ctx, input }) => {
    // Or who holds a token that is revoked tomorrow would have made themselves a cookie of another.
    if (ctx.caller.name !== firstName) throw new MilepostError('FORBIDDEN', 'Only who holds the first token may make links.');
    return { url: ctx.loginUrl(input?.token) };
  }),
});
