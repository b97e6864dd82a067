// @ts-check
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { projects as web } from '../packages/web/vitest.projects.ts';

/**
 * All tests in one run. Not at the root, where vitest would find it from within every package: there
 * `pnpm --filter @milepost/core test` runs those of one package. The web's own projects are named here, for vitest looks for
 * none inside of a project.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    projects: ['packages/*', '!packages/web', 'examples', 'bench', ...web],
    // Most tests wait most of the time, for processes, threads and sockets: as many files at a time as cores, where vitest would take one less.
    maxWorkers: Math.max(2, availableParallelism()),
  },
});
