import { type Job, type JobState, jobStates } from '@milepost/core/model';

/** Which jobs a list shows, as its address has it. */
export interface JobsFilter {
  readonly states: readonly JobState[];
  /** The name of a task, or null for all. */
  readonly task: string | null;
  /** Found in the id, the title, the task's name or the input. */
  readonly text: string;
}

export function readFilter(query: URLSearchParams): JobsFilter {
  const states = query.get('states')?.split(',') ?? [];
  return {
    states: jobStates.filter((state) => states.includes(state)),
    task: query.get('task') || null,
    text: query.get('text') ?? '',
  };
}

export function filterQuery({ states, task, text }: JobsFilter): URLSearchParams {
  return new URLSearchParams({
    ...(states.length > 0 ? { states: states.join() } : {}),
    ...(task ? { task } : {}),
    ...(text ? { text } : {}),
  });
}

/** Whether a job is one that the list shows: the server's own rule, for jobs that come while the list is looked at. */
export function fitsFilter(job: Job, { states, task, text }: JobsFilter): boolean {
  if (states.length > 0 && !states.includes(job.state)) return false;
  if (task !== null && job.task !== task) return false;
  const wanted = text.trim().toLowerCase();
  return [job.id, job.title, job.task, JSON.stringify(job.input)].some((part) => part.toLowerCase().includes(wanted));
}
