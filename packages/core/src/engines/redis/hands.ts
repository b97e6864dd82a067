import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Assignment, Perform, Work } from '../../engine.ts';
import { noCounts } from '../../progress/cell.ts';
import { assignmentOf } from './assignment-of.ts';
import { cancelErrors, lostError } from './cancel-errors.ts';
import type { Channels } from './channel.ts';
import type { Keys } from './keys.ts';
import { RedisLine } from './line.ts';
import { openPlan } from './plan.ts';
import type { RunScript } from './scripts.ts';
import { SharedPlan } from './share.ts';

const pauseAfterFailure = 500;

/** What is to become of a job's place in the queue. */
export type Turn =
  /** It is over here: it has ended, was given back, or another has it. `following` is the next for its exclusive key. */
  | { readonly type: 'over'; readonly following: string }
  /** Another job has its exclusive key, or `before` is to have it first. */
  | { readonly type: 'held'; readonly before: string }
  /** It goes back into the queue. */
  | { readonly type: 'back' };

interface Held {
  readonly work: Work;
  readonly line: RedisLine;
  readonly helps: boolean;
  /** What it was told last, and how often it was told something over the line. */
  order: string;
  heard: number;
}

/** Others are asked to help so often, milliseconds. */
const offerPeriod = 2_000;

/** The jobs that one worker has in hand: takes them, does them, hears orders about them. */
export class Hands {
  readonly #client: Redis;
  readonly #keys: Keys;
  readonly #run: RunScript;
  readonly #perform: Perform;
  readonly #worker: string;
  readonly #held = new Map<string, Held>();
  readonly #paused = new Set<string>();
  readonly #spreads: (assignment: Assignment) => boolean;
  readonly #offer: (assignment: Assignment) => Promise<void>;
  readonly #patience: number;
  readonly #takeOvers: number;
  readonly #onPaused: (count: number) => void;
  readonly #onChange: () => void;
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
    this.#client = options.client;
    this.#keys = options.keys;
    this.#run = options.run;
    this.#perform = options.perform;
    this.#worker = options.worker;
    this.#spreads = options.spreads;
    this.#offer = options.offer;
    this.#patience = options.patience;
    this.#takeOvers = options.takeOvers;
    this.#onPaused = options.onPaused;
    this.#onChange = options.onChange;
  }

  get jobs(): string[] {
    return [...this.#held.keys()];
  }

  /** Hears orders; what was ordered while the line was cut is asked for when it is back. */
  async listen(channels: Channels): Promise<void> {
    channels.onBack(() => void this.#hearAll());
    await channels.subscribe(this.#keys.ordersChannel, (text) => {
      const { job, order } = JSON.parse(text) as { job: string; order: string }; // written by our script
      const held = this.#held.get(job);
      if (held !== undefined) held.heard++;
      this.#obey(job, order);
    });
  }

  /** Does a job until its end, unless it is not to be done here. */
  async take(job: string): Promise<Turn> {
    if (this.#leaving) return { type: 'back' };
    // Its place was lost while this process was too busy to keep it; the work is not.
    if (this.#held.has(job)) return { type: 'held', before: '' };
    const [answer, ...rest] = await this.#ask(job);
    if (answer === 'gone') return { type: 'over', following: rest[0] ?? '' };
    if (answer === 'left') return { type: 'back' };
    if (answer === 'held') return { type: 'held', before: rest[0] ?? '' };
    return this.#do(job, rest);
  }

  /** Makes all of them stop at a safe point, to go on elsewhere. */
  leave(): void {
    this.#leaving = true;
    for (const { work } of this.#held.values()) work.leave();
  }

  /** Those that have not let go by now are dropped. */
  close(): void {
    for (const { line } of this.#held.values()) line.close();
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
    const assignment = assignmentOf(text, Number(fence), known);
    const stored = openPlan(this.#client, this.#keys, job);
    const shared = this.#spreads(assignment) ? this.#share(job, `lead:${fence}`) : null;
    const left = shared === null ? stored.left : () => shared.claims(() => this.#stops(job));
    const line = new RedisLine({
      run: this.#run,
      job,
      fence,
      plan: { ...stored, left },
      ...(shared !== null && { total: (here) => shared.total(here) }),
      onLost: () => this.#held.get(job)?.work.leave(),
    });
    if (before !== '' && before !== this.#worker) {
      const message = `Taken over from ${before}, which was not heard of any more.`;
      void line.report({ type: 'log', job, at: Date.now(), lines: [{ at: Date.now(), level: 'warn', message, item: null }] });
    }
    const offer = shared === null ? () => {} : () => void this.#offer(assignment).catch(() => {});
    await this.#have(job, { work: this.#perform(assignment, line), line, helps: false }, offer, offerPeriod);
    return line.ended || line.lost ? { type: 'over', following: line.following } : { type: 'back' };
  }

  /** Helps with a job that another leads, as long as there is something to help with. */
  async help(job: string): Promise<Turn> {
    if (this.#leaving) return { type: 'back' };
    if (this.#held.has(job)) return { type: 'held', before: '' };
    const who = `${this.#worker}/${randomBytes(4).toString('hex')}`;
    const answer = (await this.#run('join', job, who).catch(() => ['gone'])) as string[]; // as the script says
    const [said, text = '', total = ''] = answer;
    if (said !== 'joined') return { type: 'over', following: '' };
    const assignment = { ...(JSON.parse(text) as Assignment), planned: true }; // written when it was enqueued
    const shared = this.#share(job, who);
    const onLost = () => this.#held.get(job)?.work.leave();
    const plan = { left: () => shared.claims(() => this.#stops(job)), blocks: openPlan(this.#client, this.#keys, job).blocks };
    const line = new RedisLine({ run: this.#run, job, fence: who, helps: true, plan, onLost });
    const restored = { ...noCounts, total: Number(total) };
    const work = this.#perform({ ...assignment, checkpoint: null, restored }, line);
    const stay = () =>
      void this.#run('stay', job, who).then(
        (wanted) => wanted === 0 && onLost(),
        () => {},
      );
    await this.#have(job, { work, line, helps: true }, stay, this.#patience / 6);
    const through = line.ending?.state === 'succeeded' || line.ending?.error?.code === 'ITEMS_FAILED';
    await this.#run('part', job, who, shared.exhausted && through && !line.lost ? 1 : 0).catch(() => {});
    return { type: 'over', following: '' };
  }

  /** Has a job in hand until nothing of it runs any more; meanwhile `now` is called again and again. */
  async #have(job: string, held: Omit<Held, 'order' | 'heard'>, now: () => void, period: number): Promise<void> {
    const { work, line, helps } = held;
    this.#held.set(job, { ...held, order: 'go', heard: 0 });
    this.#onChange();
    // It may have been ordered something since it was taken.
    void this.#hear(job);
    if (this.#leaving) work.leave();
    const timer = setInterval(now, period);
    await work.ended;
    clearInterval(timer);
    if (!helps && !line.ended && !line.lost) await line.report({ type: 'left', job, at: Date.now() });
    await line.idle();
    line.close();
    this.#held.delete(job);
    this.#onChange();
    this.#setPaused(job, false);
  }

  #share(job: string, who: string): SharedPlan {
    const patience = this.#patience;
    return new SharedPlan({ client: this.#client, keys: this.#keys, run: this.#run, job, who, patience });
  }

  /** True when nothing more of it is to be begun here. */
  #stops(job: string): boolean {
    return this.#leaving || this.#held.get(job)?.line.lost === true;
  }

  async #hearAll(): Promise<void> {
    await Promise.all(this.jobs.map((job) => this.#hear(job)));
  }

  /** What was told over the line while the answer was on its way is newer than the answer. */
  async #hear(job: string): Promise<void> {
    const held = this.#held.get(job);
    const heard = held?.heard;
    const order = (await this.#run('orderOf', job).catch(() => '')) as string; // as the script says
    if (order !== '' && held?.heard === heard) this.#obey(job, order);
  }

  #obey(job: string, order: string): void {
    const held = this.#held.get(job);
    // Whoever has just begun goes anyway, and nobody needs to be told twice.
    if (held === undefined || held.order === order) return;
    held.order = order;
    const { work, helps } = held;
    if (order === 'dismiss' && helps) work.leave();
    if (order === 'cancel') work.cancel();
    if (order === 'pause') work.pause();
    if (order === 'go') work.resume();
    if (order !== 'dismiss') this.#setPaused(job, order === 'pause');
  }

  #setPaused(job: string, paused: boolean): void {
    if (this.#paused.has(job) === paused) return;
    if (paused) this.#paused.add(job);
    else this.#paused.delete(job);
    this.#onPaused(this.#paused.size);
  }
}
