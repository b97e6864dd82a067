import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from '../../tools/chromium.js';

const { executablePath, env, args } = await findChromium();

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'plain', environment: 'node', include: ['src/{format,live,router,schema}/*.test.ts'] } },
      {
        plugins: [svelte()],
        // Found while a test runs, it would make the page load anew.
        optimizeDeps: { include: ['vitest-browser-svelte'] },
        test: {
          name: 'browser',
          include: ['src/{components,form}/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath, env: { ...process.env, ...env }, args } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
