import { defineConfig } from 'vitest/config';

// Each test starts processes of its own, and on a small machine others work beside them. What stands in project/ is a project of
// its own, which `milepost init` writes: its test is for Node's runner.
export default defineConfig({
  test: { include: ['src/**/*.test.ts'], testTimeout: 60_000, setupFiles: '../core/src/testing/leak-check.ts' },
});
