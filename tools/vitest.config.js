// @ts-check
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { projects as web } from '../packages/web/vitest.projects.ts';

/**
 * All tests in one run. Not at the root, where vitest would find it from within every package: there
 * `pnpm --filter @milepost/core test` runs those of one package. The web's own projects are named here, for vitest looks for
 * none inside of a project.
 *
 * Where most files work in the process of the test itself (`isolate: false`) they have their turns in a few of them, since to start
 * one and load the same modules anew takes longer than many files do. None of them disturbs the next: modules keep no state, and
 * the leak check fails a file that leaves anything living behind.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    projects: ['packages/*', '!packages/web', 'examples', 'bench', ...web],
    // Tests wait for half of their time, for processes, threads and sockets: two files more at a time than there are cores.
    maxWorkers: availableParallelism() + 2,
  },
});
