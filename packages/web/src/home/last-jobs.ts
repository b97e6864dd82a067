import type { Job, TaskInfo } from '@milepost/core/model';

/** The newest job of each task, by its name. */
export function lastJobs(jobs: readonly Job[]): ReadonlyMap<string, Job> {
  const last = new Map<string, Job>();
  for (const job of jobs) if ((last.get(job.task)?.createdAt ?? 0) < job.createdAt) last.set(job.task, job);
  return last;
}

/**
 * The task for whoever has never started one: one whose form needs nothing to be filled in. Where there is a single folder, the
 * form fills that in. A batch that cannot be undone changes nothing, so it comes first; then one that shows its plan.
 */
export function firstTask(tasks: readonly TaskInfo[], roots: readonly string[] | null): TaskInfo | null {
  const ready = tasks.filter((task) => needed(task, roots).length === 0);
  const [quiet, batch] = [
    ready.find(({ kind, undoable }) => kind === 'batch' && !undoable),
    ready.find(({ kind }) => kind === 'batch'),
  ];
  return quiet ?? batch ?? ready[0] ?? null;
}

function needed({ inputSchema }: TaskInfo, roots: readonly string[] | null): string[] {
  const properties = (inputSchema.properties ?? {}) as Record<string, { default?: unknown; format?: unknown }>; // of an object schema
  const required = Array.isArray(inputSchema.required) ? inputSchema.required.map(String) : [];
  return required.filter((name) => {
    const field = properties[name];
    const filled = field?.format === 'folder-path' && roots?.length === 1;
    return field?.default === undefined && !filled;
  });
}
