// @ts-check
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * All tests in one run. Not at the root, where vitest would find it from within every package: there
 * `pnpm --filter @milepost/core test` runs those of one package.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { projects: ['packages/*', 'examples'] },
});
