import { defineConfig } from 'vitest/config';

// Many tests start threads, and on a small machine others work beside them.
export default defineConfig({ test: { testTimeout: 30_000, isolate: false, setupFiles: './src/testing/leak-check.ts' } });
