import { setTimeout as wait } from 'node:timers/promises';
import type { Retry } from '../define/settings.ts';
import { Stopped } from '../progress/reporter.ts';

/**
 * Tries until it goes well or the attempts are used up. The wait before the n-th try is delay · 2^(n−2), by a half more or less,
 * so that what failed together is not tried together again.
 */
export async function retrying<Result>(
  retry: Retry | undefined,
  told: { readonly signal: AbortSignal },
  act: () => Result | Promise<Result>,
): Promise<Result> {
  const { attempts, delay = 1_000 } = retry ?? { attempts: 1 };
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (thrown) {
      if (attempt >= attempts || thrown instanceof Stopped || thrown instanceof Skipped || told.signal.aborted) throw thrown;
      await wait(delay * 2 ** (attempt - 1) * (0.5 + Math.random()), undefined, { signal: told.signal });
    }
  }
}

/** Thrown by `skip` in an item: it needs nothing. */
export class Skipped extends Error {}
