import type { Change, Store } from '../../store.ts';

/** Commits of a file that knows rounds: with every failure that was told the next one begins. */
export function inRounds(commit: (changes: readonly Change[], round: number) => Promise<void>): Store['commit'] {
  let round = 0;
  return async (changes) => {
    const mine = round;
    try {
      await commit(changes, mine);
    } catch (thrown) {
      round = Math.max(round, mine + 1);
      throw thrown;
    }
  };
}
