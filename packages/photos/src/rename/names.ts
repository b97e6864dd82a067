import { z } from 'zod';
import type { Taken } from '../exif/taken.ts';
import { fold } from './move.ts';

const words = ['number', 'date', 'time', 'camera', 'name'] as const;
type Word = (typeof words)[number];

const unfit = '/\\\\:*?"<>|\\u0000-\\u001f';
const prefixPattern = new RegExp(`^(?![. ])[^${unfit}{}]*$`);
const patternPattern = new RegExp(`^(?![. ])(?:[^${unfit}{}]|\\{(?:${words.join('|')})\\})+$`);

/** The beginning of a file's name. */
export function namePrefix(): z.ZodString {
  return z
    .string()
    .max(100)
    .regex(prefixPattern, `Expected the beginning of a file's name, without any of / \\ : * ? " < > | { }.`);
}

/** A name with words in braces that are filled in for every photo. */
export function namePattern(): z.ZodString {
  return z
    .string()
    .max(150)
    .regex(patternPattern, `Expected a file's name with {${words.join('}, {')}} in it, without any of / \\ : * ? " < > |.`);
}

/** What a name can be made of. */
export interface Facts {
  /** The name so far, without its extension. */
  readonly name: string;
  readonly taken: Taken | null;
  readonly camera: string | null;
}

/** What keeps a photo from getting such a name: `has no date taken`; null where nothing does. */
export function lackFor(pattern: string, facts: Facts): string | null {
  if (/\{(date|time)\}/.test(pattern) && facts.taken === null) return 'has no date taken, which its name is to have';
  if (pattern.includes('{camera}') && !facts.camera) return 'does not say by which camera it was taken';
  // A number is never nothing.
  return !pattern.includes('{number}') && fillIn(pattern, facts, '1') === '' ? 'would be left without a name' : null;
}

/** Fills a pattern in, for one photo after the other, with what it has. */
function fillIn(pattern: string, facts: Facts, number: string): string {
  return pattern.replace(/\{(\w+)\}/g, (_, word: Word) => wordOf[word](facts, number)).replace(/^[. ]+|[. ]+$/g, '');
}

const unfitRuns = new RegExp(`[${unfit}]+`, 'g');

const wordOf: Record<Word, (facts: Facts, number: string) => string> = {
  number: (_, number) => number,
  date: ({ taken }) => (taken?.text ?? '').slice(0, 10).replaceAll(':', '-'),
  time: ({ taken }) => (taken?.text ?? '').slice(11).replaceAll(':', '-'),
  camera: ({ camera }) => (camera ?? '').replace(unfitRuns, '-'),
  name: ({ name }) => name,
};

/** Gives out names without extensions, each once, and none that is taken in its folder. */
export class FreeNames {
  readonly #pattern: string;
  readonly #digits: number;
  readonly #taken = new Set<string>();
  #number = 0;

  /** `count` is of how many photos the numbers are to have equal lengths. */
  constructor(pattern: string, count: number) {
    this.#pattern = pattern;
    this.#digits = String(count).length;
  }

  /** What stays in the folder keeps its name. */
  keep(folder: string, stem: string): void {
    this.#taken.add(fold(`${folder}/${stem}`));
  }

  /** The name of a photo that lacks nothing for it. */
  give(folder: string, facts: Facts): string {
    const numbered = this.#pattern.includes('{number}');
    for (let again = 1; ; again++) {
      if (numbered) this.#number += 1;
      const made = fillIn(this.#pattern, facts, String(this.#number).padStart(this.#digits, '0'));
      const stem = numbered || again === 1 ? made : `${made}-${again}`;
      const place = fold(`${folder}/${stem}`);
      if (this.#taken.has(place)) continue;
      this.#taken.add(place);
      return stem;
    }
  }
}
