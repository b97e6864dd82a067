import { defineConfig } from 'vitest/config';

// Some tests wait for a clock of the client's own, and on a small machine others work beside them.
export default defineConfig({ test: { testTimeout: 30_000, isolate: false, setupFiles: '../core/src/testing/leak-check.ts' } });
