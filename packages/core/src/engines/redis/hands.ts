import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Assignment, Perform } from '../../engine.ts';
import { noCounts } from '../../progress/cell.ts';
import { assignmentOf } from './assignment-of.ts';
import { cancelErrors, lostError } from './cancel-errors.ts';
import type { Channels } from './channel.ts';
import { type Held, HeldJobs } from './held-jobs.ts';
import type { Keys } from './keys.ts';
import { RedisLine } from './line.ts';
import { openPlan } from './plan.ts';
import type { RunScript } from './scripts.ts';
import { SharedPlan } from './share.ts';

const pauseAfterFailure = 500;
/** Others are asked to help so soon, and then so often; milliseconds. */
const firstOffer = 500;
const offerPeriod = 2_000;
/** It is asked so often what is ordered, at the least; milliseconds. */
const longestSilence = 2_000;

/** What is to become of a job's place in the queue. */
export type Turn =
  /** It is over here: it has ended, or another has it. `following` is the next for its exclusive key. */
  | { readonly type: 'over'; readonly following: string }
  /** It was not to be done when it was taken: it has ended or was given back. */
  | { readonly type: 'gone'; readonly following: string }
  /** Another job has its exclusive key, or `before` is to have it first. */
  | { readonly type: 'held'; readonly before: string }
  /** It goes back into the queue; with what had begun it goes before all that had not. */
  | { readonly type: 'back'; readonly begun: boolean };

const elsewhere: Turn = { type: 'held', before: '' };

/** What one worker does: takes jobs, does them, and lets go of them. */
export class Hands {
  readonly #client: Redis;
  readonly #keys: Keys;
  readonly #run: RunScript;
  readonly #perform: Perform;
  readonly #worker: string;
  readonly #held: HeldJobs;
  readonly #spreads: (assignment: Assignment) => boolean;
  readonly #offer: (assignment: Assignment) => Promise<void>;
  readonly #patience: number;
  readonly #takeOvers: number;
  #leaving = false;

  constructor(options: {
    client: Redis;
    keys: Keys;
    run: RunScript;
    perform: Perform;
    worker: string;
    /** Whether the items of a batch may be shared out. */
    spreads: (assignment: Assignment) => boolean;
    /** Asks others to help with a job, if there are any. */
    offer: (assignment: Assignment) => Promise<void>;
    /** Who is not heard of for so long is dead, milliseconds. */
    patience: number;
    /** How often one job is taken over, at the most, without getting any further. */
    takeOvers: number;
    /** Called with how many jobs are paused: they take no one's place. */
    onPaused: (count: number) => void;
    /** It has another job in hand, or one less. */
    onChange: () => void;
  }) {
    const { run, patience, onPaused, onChange } = options;
    this.#client = options.client;
    this.#keys = options.keys;
    this.#run = run;
    this.#perform = options.perform;
    this.#worker = options.worker;
    this.#spreads = options.spreads;
    this.#offer = options.offer;
    this.#patience = patience;
    this.#takeOvers = options.takeOvers;
    this.#held = new HeldJobs({ run, period: Math.min(longestSilence, patience / 6), onPaused, onChange });
  }

  get jobs(): string[] {
    return this.#held.ids;
  }

  /** Hears orders; what was ordered while the line was cut is asked for when it is back. */
  async listen(channels: Channels): Promise<void> {
    await this.#held.listen(channels, this.#keys);
  }

  /** Does a job until its end, unless it is not to be done here. */
  async take(job: string): Promise<Turn> {
    // Its place was lost while this process was too busy to keep it; the work is not.
    return (await this.#held.reserve(job, () => this.#take(job))) ?? elsewhere;
  }

  /** Helps with a job that another leads, as long as there is something to help with. */
  async help(job: string): Promise<Turn> {
    return (await this.#held.reserve(job, () => this.#help(job))) ?? elsewhere;
  }

  /** Makes all of them stop at a safe point, to go on elsewhere. */
  leave(): void {
    this.#leaving = true;
    for (const { work } of this.#held.all) work.leave();
  }

  /** Those that have not let go by now are dropped. */
  close(): void {
    this.#held.stop();
    for (const { line } of this.#held.all) line.close();
  }

  async #take(job: string): Promise<Turn> {
    const [answer, ...rest] = await this.#ask(job);
    if (answer === 'gone') return { type: 'gone', following: rest[0] ?? '' };
    if (answer === 'left') return { type: 'back', begun: false };
    if (answer === 'held') return { type: 'held', before: rest[0] ?? '' };
    return this.#do(job, rest);
  }

  /** Asks for it until there is an answer: Redis may be away just now. */
  async #ask(job: string): Promise<string[]> {
    while (!this.#leaving) {
      try {
        const limit = this.#takeOvers;
        const answer = await this.#run('take', job, Date.now(), ...cancelErrors, this.#worker, limit, lostError(limit));
        return answer as string[]; // as the script says
      } catch {
        await wait(pauseAfterFailure);
      }
    }
    return ['left'];
  }

  async #do(job: string, [fence = '', before = '', text = '', ...known]: readonly string[]): Promise<Turn> {
    const assignment = assignmentOf(text, fence, known);
    const stored = openPlan(this.#client, this.#keys, job);
    const shared = this.#spreads(assignment) ? this.#share(job, `lead:${fence}`) : null;
    const line = this.#openLine(job, fence, {
      plan: shared === null ? stored : { ...stored, left: () => shared.claims(() => this.#stops(line)) },
      ...(shared !== null && { total: (here) => shared.total(here) }),
    });
    if (before !== '' && before !== this.#worker) {
      const message = `Taken over from ${before}, which was not heard of any more.`;
      void line.report({ type: 'log', job, at: Date.now(), lines: [{ at: Date.now(), level: 'warn', message, item: null }] });
    }
    const stopAsking = shared === null ? () => {} : this.#askForHelp(assignment);
    await this.#have(job, { work: this.#perform(assignment, line), line, helps: false, who: fence });
    stopAsking();
    const over = line.ended || (line.lost && !line.forgotten);
    return over ? { type: 'over', following: line.following } : { type: 'back', begun: true };
  }

  /** Now and then, for there may be others later on. Gives what stops it. */
  #askForHelp(assignment: Assignment): () => void {
    let timer: NodeJS.Timeout;
    const ask = () => {
      timer = setTimeout(ask, offerPeriod);
      void this.#offer(assignment).catch(() => {});
    };
    timer = setTimeout(ask, firstOffer);
    return () => clearTimeout(timer);
  }

  async #help(job: string): Promise<Turn> {
    const over: Turn = { type: 'over', following: '' };
    if (this.#leaving) return over;
    const who = `${this.#worker}/${randomBytes(4).toString('hex')}`;
    const answer = (await this.#run('join', job, who).catch(() => ['gone'])) as string[]; // as the script says
    const [said, text = '', total = ''] = answer;
    if (said !== 'joined') return over;
    const assignment = { ...(JSON.parse(text) as Assignment), planned: true }; // written when it was enqueued
    const shared = this.#share(job, who);
    const { blocks } = openPlan(this.#client, this.#keys, job);
    const plan = { left: () => shared.claims(() => this.#stops(line)), blocks };
    const line: RedisLine = this.#openLine(job, who, { helps: true, plan });
    const restored = { ...noCounts, total: Number(total) };
    const work = this.#perform({ ...assignment, checkpoint: null, restored }, line);
    await this.#have(job, { work, line, helps: true, who });
    const through = line.ending?.state === 'succeeded' || line.ending?.error?.code === 'ITEMS_FAILED';
    await this.#run('part', job, who, shared.exhausted && through && !line.lost ? 1 : 0).catch(() => {});
    return over;
  }

  /** Has a job in hand until nothing of it runs any more. */
  async #have(job: string, held: Held): Promise<void> {
    const { work, line, helps } = held;
    line.onLost = () => work.leave();
    this.#held.put(job, held);
    if (this.#leaving) work.leave();
    await work.ended;
    if (!helps && !line.ended && !line.lost) await line.report({ type: 'left', job, at: Date.now() });
    await line.idle();
    line.close();
  }

  #openLine(
    job: string,
    fence: string,
    more: Omit<ConstructorParameters<typeof RedisLine>[0], 'run' | 'job' | 'fence'>,
  ): RedisLine {
    return new RedisLine({ run: this.#run, job, fence, ...more });
  }

  #share(job: string, who: string): SharedPlan {
    const patience = this.#patience;
    return new SharedPlan({ client: this.#client, keys: this.#keys, run: this.#run, job, who, patience });
  }

  /** True when nothing more of it is to be begun here. */
  #stops(line: RedisLine): boolean {
    return this.#leaving || line.lost;
  }
}
