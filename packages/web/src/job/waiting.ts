import { type Job, type SystemInfo, shortestStall } from '@milepost/core/model';
import { formatCount, formatUnits } from '../format/number.ts';
import { formatDuration } from '../format/time.ts';

type Waiting = Pick<Job, 'id' | 'state' | 'createdAt' | 'progress'>;

/** Why a job does not move, in words; null when it does. `movedAt` is when it last moved, as far as the page has seen. */
export function explainStanding(job: Waiting, facts: { now: number; movedAt: number }): string | null {
  if (job.state === 'paused') return 'Paused. It goes on where it stands.';
  if (job.state !== 'running' || !job.progress.stalled) return null;
  const seconds = Math.floor((facts.now - facts.movedAt) / 1000);
  // Whoever came later has not seen how long it really is.
  const since = seconds < shortestStall ? 'for longer than usual' : `for ${formatDuration(seconds * 1000)}, longer than usual`;
  return `No progress ${since}. It is still running: its task may be waiting for something.`;
}

/** Those that have not ended: `jobs` are the newest of them, and `queued` is how many wait, among them or before them. */
export interface Others {
  readonly jobs: readonly Waiting[];
  readonly queued: number;
}

/** Why a job has not begun: nobody is there to do it, or others are before it. */
export function explainQueue(job: Waiting, info: SystemInfo | undefined, others: Others): string {
  if (info === undefined) return 'Waiting for its turn.';
  if (info.workers.length === 0) return 'No worker is there to do it. It begins as soon as one is started: milepost work.';
  const working = info.workers.reduce((sum, { jobs }) => sum + jobs.length, 0);
  const parts = ['Waiting for its turn.'];
  if (working > 0) parts.push(`${formatUnits(working, 'job')} ${working === 1 ? 'is' : 'are'} at work`);
  const line = explainLine(job, others);
  if (line !== null) parts.push(line);
  const [first, ...rest] = parts;
  return rest.length > 0 ? `${first} ${rest.join(', ')}.` : 'Waiting for its turn.';
}

/** How many are before it, as far as that can be seen. */
function explainLine(job: Waiting, { jobs, queued }: Others): string | null {
  const listed = jobs.filter(({ state }) => state === 'queued');
  const unlisted = Math.max(0, queued - listed.length);
  if (unlisted > 0 && !listed.some(({ id }) => id === job.id)) return `${formatUnits(queued, 'job')} wait with it`;
  const before = unlisted + listed.filter((other) => other.id !== job.id && isBefore(other, job)).length;
  return before === 0 ? null : `${formatCount(before)} ${before === 1 ? 'waits' : 'wait'} before it`;
}

function isBefore(other: Waiting, job: Waiting): boolean {
  return other.createdAt < job.createdAt || (other.createdAt === job.createdAt && other.id < job.id);
}
