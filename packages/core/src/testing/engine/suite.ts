import type { Sentences } from './house.ts';
import { orders } from './orders.ts';
import { reports } from './reports.ts';
import { turns } from './turns.ts';

/**
 * What every engine promises, as sentences. Run them for yours with any test runner.
 * @example for (const [sentence, show] of Object.entries(engineSuite)) test(sentence, () => show(openMyEngine));
 */
export const engineSuite: Sentences = { ...turns, ...orders, ...reports };
