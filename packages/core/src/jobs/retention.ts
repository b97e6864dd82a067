import type { Parts } from '../parts.ts';
import { isOrigin } from './origin.ts';

/** How long jobs that have ended are remembered. */
export interface Retention {
  /** 30 unless told. */
  readonly days: number;
  /** The newest so many are kept; 10,000 unless told. */
  readonly jobs: number;
}

const period = 3_600_000;
/** So many at a time, so that nobody waits long behind it. */
const block = 20;

/** Forgets jobs that are old or too many, now and once an hour, with their items and logs. Gives what stops it. */
export function keepTidy(parts: Parts, { days, jobs }: Retention, tell: (thrown: unknown) => void): () => void {
  const { store, recorder } = parts;
  let stopped = false;
  async function tidy(): Promise<void> {
    for (;;) {
      const expired = await store.expired({ before: Date.now() - days * 86_400_000, keep: jobs, limit: block });
      const ids = expired.filter((id) => !isOrigin(parts, id));
      if (ids.length === 0 || stopped) return;
      await recorder.remove(ids);
    }
  }
  const timer = setInterval(() => void tidy().catch(tell), period);
  timer.unref();
  void tidy().catch(tell);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
