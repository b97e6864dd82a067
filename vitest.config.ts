import { defineConfig } from 'vitest/config';

/** All tests in one run; `pnpm --filter @milepost/core test` runs those of one package. */
export default defineConfig({
  test: { projects: ['packages/*', 'examples'], passWithNoTests: true },
});
