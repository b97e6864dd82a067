import type { Milepost } from '@milepost/core';
import type { Logger } from 'pino';

/** For so long an answer counts: whoever asks more often, which needs no login, causes no more work. Milliseconds. */
const freshFor = 1_000;

/** Says whether jobs can be taken. The log is told why not, once. */
export function createReadiness(milepost: Milepost, log: Logger): () => Promise<boolean> {
  let asked = -Infinity;
  let answer: Promise<boolean> = Promise.resolve(false);
  let wasReady = true;

  async function look(): Promise<boolean> {
    try {
      await milepost.ready();
      wasReady = true;
    } catch (error) {
      if (wasReady) log.error({ err: error }, 'No jobs can be taken.');
      wasReady = false;
    }
    return wasReady;
  }

  return () => {
    if (performance.now() - asked < freshFor) return answer;
    asked = performance.now();
    answer = look();
    return answer;
  };
}
