import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { jobPath, matchRoute, taskPath } from './routes.ts';

test('every page has its path, and there and back is the same', () => {
  expect(matchRoute('/')).toEqual({ page: 'home' });
  expect(matchRoute('/jobs')).toEqual({ page: 'jobs' });
  expect(matchRoute(taskPath('photos.shift-dates'))).toEqual({ page: 'task', name: 'photos.shift-dates' });
  expect(matchRoute(jobPath('a/b %'))).toEqual({ page: 'job', id: 'a/b %' });
});

test('what is not there is nowhere, however it is written', () => {
  expect(matchRoute('/nothing').page).toBe('nowhere');
  expect(matchRoute('/jobs/a/b').page).toBe('nowhere');
  expect(matchRoute('/%E0%A4%A')).toEqual({ page: 'nowhere' });
});

test('no page names another from the root of the host, for these pages may be under a prefix', () => {
  const source = fileURLToPath(new URL('..', import.meta.url));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?!testing\W).*(?<!\.test)\.(svelte|ts)$/.test(file),
  );
  const wrong = files.filter((file) =>
    /(href|src)="\/|\.go\('\/|[`']\/(jobs|tasks|files|login)\b/.test(readFileSync(`${source}${file}`, 'utf8')),
  );
  expect(wrong).toEqual([]);
});
