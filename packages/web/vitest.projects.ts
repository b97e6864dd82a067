import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { findChromium } from '../../tools/chromium.js';

const { executablePath, env, args } = await findChromium();

/** What needs no page is tried in Node, the rest in a real browser. */
export const projects: TestProjectInlineConfiguration[] = [
  {
    root: import.meta.dirname,
    test: {
      name: 'web, plain',
      environment: 'node',
      isolate: false,
      include: ['src/{format,live,router,schema}/*.test.ts'],
      setupFiles: '../core/src/testing/leak-check.ts',
    },
  },
  {
    root: import.meta.dirname,
    plugins: [svelte()],
    // Found while a test runs, it would make the page load anew.
    optimizeDeps: { include: ['vitest-browser-svelte', 'virtua/svelte', 'uplot', '@milepost/client > @trpc/client'] },
    test: {
      name: 'web, browser',
      testTimeout: 60_000, // on a small machine others work beside it
      include: ['src/{components,form,home,job,keys,jobs,log,pages,plan}/*.test.ts'],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, env: { ...process.env, ...env }, args } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  },
];
