import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Portion } from '../../items/block.ts';
import type { CellCounts } from '../../progress/cell.ts';
import type { Keys } from './keys.ts';
import { readPlaces, readRun } from './plan.ts';
import type { RunScript } from './scripts.ts';

/** A claim is to be work for about so long, milliseconds: more is left for others, less asks too often. */
const claimMs = 1_500;
const firstClaim = 16;
const mostClaimed = 50_000;
const pause = 250;
/** So long those who help have to leave when the job is at its end, milliseconds. */
const leaveMs = 10_000;

/**
 * One plan worked on by several: each claims some places of it after the other. Whoever leads goes on until nobody has anything
 * in hand any more, and takes what those had who died; whoever helps leaves when nothing is free.
 */
export class SharedPlan {
  /** True when there was nothing more to claim. */
  exhausted = false;
  readonly #client: Redis;
  readonly #keys: Keys;
  readonly #run: RunScript;
  readonly #job: string;
  readonly #who: string;
  readonly #patience: number;
  readonly #leads: boolean;
  /** Of the claim that is asked for: one whose answer was lost is asked for again. */
  #number = 1;

  constructor(options: {
    client: Redis;
    keys: Keys;
    run: RunScript;
    job: string;
    /** `lead:` and the fence, or a name that no other helper has. */
    who: string;
    /** A helper that gives no sign of life for so long is dead, milliseconds. */
    patience: number;
  }) {
    this.#client = options.client;
    this.#keys = options.keys;
    this.#run = options.run;
    this.#job = options.job;
    this.#who = options.who;
    this.#patience = options.patience;
    this.#leads = options.who.startsWith('lead:');
  }

  /** Claims on, until there is no more to do. */
  async *claims(stopped: () => boolean): AsyncIterable<Portion> {
    const places = await readPlaces(this.#client, this.#keys, this.#job);
    let most = firstClaim;
    while (!stopped()) {
      const answer = await this.#run('claim', this.#job, this.#who, this.#number, most, this.#patience).catch(() => ['away']);
      const [said, first = '', count = ''] = answer as string[]; // as the script says
      if (said === 'lost') return;
      if (said === 'yours') {
        this.#number++;
        const begun = Date.now();
        yield* readRun(this.#client, this.#keys, this.#job, places, { first: Number(first), count: Number(count) });
        // It was taken up to its end: the next is to last about as long as a claim is to.
        const pace = Math.min(4, Math.max(0.25, claimMs / Math.max(1, Date.now() - begun)));
        most = Math.max(1, Math.min(mostClaimed, Math.round(most * pace)));
      } else if (said === 'away' || (said === 'wait' && this.#leads)) {
        await wait(pause);
      } else {
        this.exhausted = true;
        return;
      }
    }
  }

  /** Makes those who help leave, and tells what everybody has done. */
  async total(here: CellCounts): Promise<CellCounts> {
    for (const end = Date.now() + leaveMs; ; await wait(pause)) {
      const answer = await this.#run('shares', this.#job).catch(() => null);
      if (answer === null) return here;
      const [helpers = 0, , done = 0, skipped = 0, failed = 0, shared = 0] = answer as number[]; // as the script says
      if (shared === 0) return here;
      if (helpers === 0 || Date.now() > end) return { ...here, done, skipped, failed };
      await this.#run('dismiss', this.#job).catch(() => {});
    }
  }
}
