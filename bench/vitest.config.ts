import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { setupFiles: '../packages/core/src/testing/leak-check.ts' } });
