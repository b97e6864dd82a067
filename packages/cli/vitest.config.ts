import { defineConfig } from 'vitest/config';

// Each test starts processes of its own, and on a small machine others work beside them.
export default defineConfig({ test: { testTimeout: 30_000, setupFiles: '../core/src/testing/leak-check.ts' } });
