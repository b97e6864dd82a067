import config from '../playwright.config.ts';

/** Not a test of anything: it walks through the pages and takes pictures for the papers. */
export default { ...config, testDir: '.', testMatch: 'take.ts', workers: 1 };
