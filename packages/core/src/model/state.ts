/**
 * Which state may follow which. `partial`: the batch went through, and some items failed; `succeeded` only when nothing did.
 * From `running` and `paused` a job goes back to `queued` when whoever worked on it is gone and it waits for another.
 */
const followers = {
  queued: ['running', 'paused', 'failed', 'cancelled'],
  running: ['queued', 'paused', 'succeeded', 'partial', 'failed', 'cancelled'],
  paused: ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'],
  succeeded: [],
  partial: [],
  failed: [],
  cancelled: [],
} as const;

export type JobState = keyof typeof followers;

/** In the order of a job's life. */
export const jobStates = Object.keys(followers) as JobState[]; // Object.keys forgets the names: they are this literal's

export type EndState = 'succeeded' | 'partial' | 'failed' | 'cancelled';

export function mayFollow(from: JobState, to: JobState): boolean {
  return (followers[from] as readonly JobState[]).includes(to); // widened: `includes` takes only the tuple's own members
}

/** True for a state that nothing follows. */
export function isEnded(state: JobState): state is EndState {
  return followers[state].length === 0;
}
