import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { findChromium } from '../tools/chromium.js';

const { executablePath, args, env } = await findChromium();

export default defineConfig({
  testDir: 'tests',
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Pages wait for servers and servers for pages: one more at a time than there are cores.
  workers: availableParallelism() + 1,
  fullyParallel: true,
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath, args, env: { ...definedOnly(process.env), ...env } },
    screenshot: 'only-on-failure',
  },
});

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
