import { base } from './base.ts';

/** Where a reader can be. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'task'; readonly name: string }
  | { readonly page: 'jobs' }
  | { readonly page: 'job'; readonly id: string }
  | { readonly page: 'nowhere' };

/** What stands at a path of this origin. */
export function matchRoute(path: string): Route {
  const inside = path.startsWith(base) ? path.slice(base.length) : path;
  const [first, second, ...rest] = inside.split('/').filter(Boolean).map(decode);
  if (rest.length > 0) return { page: 'nowhere' };
  if (first === undefined) return { page: 'home' };
  if (first === 'tasks') return second === undefined ? { page: 'home' } : { page: 'task', name: second };
  if (first === 'jobs') return second === undefined ? { page: 'jobs' } : { page: 'job', id: second };
  return { page: 'nowhere' };
}

export const homePath = base;
export const jobsPath = `${base}jobs`;

export function taskPath(name: string): string {
  return `${base}tasks/${encodeURIComponent(name)}`;
}

export function jobPath(id: string): string {
  return `${base}jobs/${encodeURIComponent(id)}`;
}

/** An address typed by hand may hold a stray `%`. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
