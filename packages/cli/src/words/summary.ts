import { completedCount, isEnded, type Job, type JobItem, type Json, plural } from '@milepost/core/model';
import type { Colours } from './colours.ts';
import { glyph } from './glyphs.ts';
import { describeCounts } from './progress.ts';
import { oneLine } from './text-width.ts';
import { describeElapsed } from './time.ts';

/** What became of a job, in a few lines: its counts, what failed and why, its result. */
export function summarize(job: Job, failed: readonly JobItem[], colour: Colours): string {
  const { progress } = job;
  if (!isEnded(job.state)) return `${heading(job, colour)}: ${describeCounts(progress, job.state)} done.`;
  const took = job.finishedAt === null ? null : describeElapsed(job.finishedAt - (job.startedAt ?? job.createdAt));
  const counted = completedCount(progress) > 0 || progress.total !== null;
  const counts = [
    counted ? `${progress.done} ${plural(progress.unit, progress.done)} done` : null,
    progress.skipped > 0 ? `${progress.skipped} skipped` : null,
    progress.failed > 0 ? colour.red(`${progress.failed} failed`) : null,
  ].filter((part) => part !== null);
  const tally = counts.length === 0 ? '' : `: ${counts.join(', ')}`;
  const lines = [`${heading(job, colour)}${tally}${took === null ? '' : ` in ${took}`}.`];
  if (job.error !== null && job.state === 'failed') lines.push(`  ${colour.red(oneLine(job.error.message))}`);
  for (const item of failed) lines.push(`  ${describeFailure(item, colour)}`);
  if (progress.failed > failed.length && failed.length > 0) {
    lines.push(`  … and ${progress.failed - failed.length} more that failed.`);
  }
  const result = describeResult(job);
  if (result !== null) lines.push(`  Result: ${result}`);
  return lines.join('\n');
}

/** What can be done about a job that has ended or is held. `more` are options that the command needs to find it and its task. */
export function describeNext({ id, state, undoable }: Job, more: string): string[] {
  const command = (name: string) => `milepost ${name} ${id}${more}`;
  const lines = [];
  if (state === 'paused') lines.push(`  To go on: ${command('resume')}`);
  if (state === 'partial') lines.push(`  To try the failed ones again: ${command('retry')}`);
  if (state === 'failed' || state === 'cancelled') lines.push(`  To try again what failed or was left: ${command('retry')}`);
  if (undoable) lines.push(`  To take it back: ${command('undo')}`);
  return lines;
}

/** `IMG_1.jpg: is damaged`, with the name once where the reason begins with it. */
export function describeFailure({ label, error }: JobItem, colour: Colours): string {
  const name = oneLine(label);
  const reason = oneLine(error?.message ?? 'failed');
  return reason.startsWith(name) ? colour.red(name) + reason.slice(name.length) : `${colour.red(name)}: ${reason}`;
}

function heading(job: Job, colour: Colours): string {
  const title = colour.bold(oneLine(job.title));
  switch (job.state) {
    case 'succeeded':
      return `${colour.green(glyph('succeeded'))} ${title} succeeded`;
    case 'partial':
      return `${colour.yellow(glyph('partial'))} ${title} went through, and some failed`;
    case 'failed':
      return `${colour.red(glyph('failed'))} ${title} failed`;
    case 'cancelled':
      return `${colour.yellow(glyph('cancelled'))} ${title} was cancelled`;
    default:
      return `${colour.yellow(glyph('held'))} ${title} is ${job.state}`;
  }
}

/** The result, where it says more than the counts do. */
function describeResult({ result, state }: Job): string | null {
  if (result === null || state !== 'succeeded' || isCounts(result)) return null;
  return typeof result === 'string' ? result : JSON.stringify(result);
}

function isCounts(result: Json): boolean {
  return typeof result === 'object' && result !== null && Object.keys(result).sort().join() === 'done,failed,skipped';
}
