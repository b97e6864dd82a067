import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Milepost } from '../milepost.ts';
import { makeFolder, openForTest, watchToEnd } from '../testing/open.ts';
import { isEnded, type JobState, jobStates, MilepostError, mayFollow } from './index.ts';

test('nothing follows a state in which a job has ended, and every other state can be left', () => {
  for (const state of jobStates) {
    expect(jobStates.some((next) => mayFollow(state, next))).toBe(!isEnded(state));
    expect(mayFollow(state, state)).toBe(false);
  }
});

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('start' as const), task: fc.constantFrom('quick', 'slow', 'batch', 'bad') }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constantFrom('cancel', 'pause', 'resume', 'retry', 'undo'), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen' as const) }) },
);

const requests = {
  quick: { task: 'test.count', input: { to: 3 } },
  slow: { task: 'demo.sleep', input: { steps: 3 } },
  batch: { task: 'test.items', input: { keys: ['ok-1', 'fail-2', 'ok-3', 'skip-4'], ms: 5 } },
  bad: { task: 'test.misbehave', input: { how: 'throw' } },
};

const runs = Number(process.env.MILEPOST_PROPERTY_RUNS ?? 6);

test('whatever is asked of jobs in whatever order, no state follows that must not', {
  timeout: 60_000 + 3_000 * runs,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const data = await makeFolder();
      let milepost = await openForTest({ data, jobs: 2 });
      const ids: string[] = [];
      for (const one of steps) {
        if (one.type === 'reopen') {
          await milepost.close();
          milepost = await openForTest({ data, jobs: 2 });
        } else if (one.type === 'start') {
          ids.push((await milepost.start(requests[one.task])).id);
        } else {
          const id = ids[one.which % Math.max(1, ids.length)];
          const job = id === undefined ? undefined : await ask(milepost, one.type, id);
          if (job !== undefined && job.id !== id) ids.push(job.id);
        }
      }
      for (const id of ids) {
        await ask(milepost, 'resume', id);
        await watchToEnd(milepost, id);
        expect(breaches(await statesOf(milepost, id))).toEqual([]);
      }
      await milepost.close();
    }),
    { numRuns: runs },
  );
});

/** Asks, and gives the answer if the job is in a state in which that can be asked. */
async function ask(milepost: Milepost, verb: 'cancel' | 'pause' | 'resume' | 'retry' | 'undo', id: string) {
  try {
    return await milepost[verb](id);
  } catch (thrown) {
    if (!(thrown instanceof MilepostError) || thrown.reason !== 'INVALID_STATE') throw thrown;
    return undefined;
  }
}

/** All states of a job from its first on, as one who resumes after nothing is told of them. */
async function statesOf(milepost: Milepost, id: string): Promise<JobState[]> {
  const { value } = await milepost.watch(id).next();
  const [epoch] = value.id.split(':');
  const events = await watchToEnd(milepost, id, `${epoch}:0`);
  return events.flatMap(({ event }) => (event.type === 'state' ? [event.job.state] : []));
}

function breaches(states: readonly JobState[]): string[] {
  return states.slice(1).flatMap((state, index) => {
    const before = states[index] as JobState; // there is one before each but the first
    return mayFollow(before, state) ? [] : [`${before} → ${state}`];
  });
}
