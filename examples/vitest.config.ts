import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: '../packages/core/src/testing/leak-check.ts',
    // Most tests start processes of their own, and on a small machine others work beside them.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
