import { createHash } from 'node:crypto';
import type { Catalog, CatalogTask } from '../../check/catalog.ts';

/** By name, a mark of each task that differs when its input or its kind does: for machines to compare. */
export function markTasks(catalog: Catalog, names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...catalog].filter(([name]) => names.includes(name)).map(([name, task]) => [name, mark(task)]));
}

/** Names of tasks that a worker has otherwise than the catalog does, or that the catalog has not. */
export function tasksThatDiffer(marks: { readonly [name: string]: string }, catalog: Catalog): string[] {
  return Object.keys(marks).filter((name) => {
    const task = catalog.get(name);
    return task === undefined || mark(task) !== marks[name];
  });
}

function mark({ info }: CatalogTask): string {
  const { kind, unit, undoable, inputSchema } = info;
  return createHash('sha256')
    .update(JSON.stringify([kind, unit, undoable, inputSchema]))
    .digest('hex')
    .slice(0, 12);
}
