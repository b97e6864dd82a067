import config from '../playwright.config.ts';

/** A thousand photos take their time: `npm run trial` asks for this, `npm test` does not. */
export default { ...config, testDir: '.', testMatch: 'photos.ts', workers: 1 };
