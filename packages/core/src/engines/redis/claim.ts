import { MilepostError } from '../../model/index.ts';
import type { Memory } from '../../open-engine.ts';
import type { RunScript } from './scripts.ts';

/**
 * Makes sure that no other memory reads what is reported here. Jobs that this one has taken back since are dropped: whoever works
 * on them lets go. True when none of its jobs had been here.
 * @throws MilepostError `DATA_IN_USE`
 */
export async function claimJobs(run: RunScript, where: { root: string; address: string }, memory: Memory): Promise<boolean> {
  const answer = await run('claimAll', memory.epoch, memory.claim, memory.next);
  if (answer !== 'another') return answer === 'new';
  const message = `The jobs under "${where.root}" in Redis at ${where.address} belong to another data folder. Use that one, or another prefix.`;
  throw new MilepostError('DATA_IN_USE', message);
}
