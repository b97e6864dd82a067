import { buildClient } from './build-client.ts';
import type { createClient as createNodeClient } from './index.ts';
import { browserPlatform } from './platforms/browser.ts';

export * from '@milepost/core/model';
export * from './errors.ts';

/** The front door for browsers, which must not come across `ws`. */
export const createClient = ((options = {}) => buildClient(options, browserPlatform())) as typeof createNodeClient; // the same promise
