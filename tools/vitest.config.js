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
    // Tests wait for a quarter of their time, for processes, threads and sockets: one file more at a time than there are cores.
    maxWorkers: availableParallelism() + 1,
  },
});
