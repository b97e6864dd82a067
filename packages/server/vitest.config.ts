import { defineConfig } from 'vitest/config';

// Threads and sockets are at work in them, and on a small machine others work beside them.
export default defineConfig({ test: { testTimeout: 30_000, isolate: false, setupFiles: '../core/src/testing/leak-check.ts' } });
