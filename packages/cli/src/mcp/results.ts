import { type Job, type JobItem, MilepostError, type Plan } from '@milepost/core/model';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { describeTotal } from '../show-plan.ts';
import { colours } from '../words/colours.ts';
import { summarize } from '../words/summary.ts';

/** What became of a job, in words for who reads and as data for who reckons. */
export function describeOutcome(job: Job, failed: readonly JobItem[]): CallToolResult {
  const { id, state, result, error, progress, undoable } = job;
  const undo = undoable ? `\nTo take it back: milepost_undo with job ${id}.` : '';
  const { done, skipped } = progress;
  const failures = failed.map(({ key, error }) => ({ key, message: error?.message ?? '' }));
  return {
    content: [{ type: 'text', text: `${summarize(job, failed, colours(false))}${undo}` }],
    structuredContent: { job: id, state, result, error, done, skipped, failed: progress.failed, failures, undoable },
    isError: state === 'failed' || state === 'cancelled',
  };
}

export function describePlan(plan: Plan, unit: string): CallToolResult {
  const lines = plan.items.map(
    ({ label, change, skip }) => `${label}: ${skip === undefined ? (change ?? '') : `nothing, ${skip}`}`,
  );
  const rest = plan.more ? [`and ${plan.total - plan.items.length} more`] : [];
  return {
    content: [{ type: 'text', text: [...lines, ...rest, describeTotal(plan, unit)].join('\n') }],
    structuredContent: { ...plan },
  };
}

/** A refusal, with what is wrong of which field. */
export function failure(error: unknown): CallToolResult {
  const text = error instanceof Error ? error.message : String(error);
  const reason = error instanceof MilepostError ? error.reason : 'INTERNAL';
  const issues = error instanceof MilepostError ? error.issues : [];
  return { content: [{ type: 'text', text }], structuredContent: { reason, issues }, isError: true };
}
