import { events } from './events.ts';
import type { StoreSentences } from './house.ts';
import { items } from './items.ts';
import { jobs } from './jobs.ts';

/**
 * What every store promises, as sentences. Run them for yours with any test runner.
 * @example for (const [sentence, show] of Object.entries(storeSuite)) test(sentence, () => show(makeMyHouse));
 */
export const storeSuite: StoreSentences = { ...jobs, ...events, ...items };
