import { procedure, router } from '../trpc.ts';

export const system = router({
  info: procedure.query(({ ctx }) => ctx.milepost.info()),
});
