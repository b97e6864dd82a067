import type { Work } from '../../engine.ts';
import type { Channels } from './channel.ts';
import type { Keys } from './keys.ts';
import type { RedisLine } from './line.ts';
import type { RunScript } from './scripts.ts';

export interface Held {
  readonly work: Work;
  readonly line: RedisLine;
  readonly helps: boolean;
  /** The fence, or the name of one who helps. */
  readonly who: string;
}

interface Place {
  /** Null while it is being taken. */
  held: Held | null;
  /** What it was told last, and how often it was told something over the line. */
  order: string;
  heard: number;
}

/**
 * The jobs that one worker has in hand, or is just taking: passes on what is ordered of them. What is told over the line may be
 * missed, and who was overtaken while it slept is told nothing: so it asks as well, now and then, for all of them at once.
 */
export class HeldJobs {
  readonly #run: RunScript;
  readonly #places = new Map<string, Place>();
  readonly #paused = new Set<string>();
  readonly #onPaused: (count: number) => void;
  readonly #onChange: () => void;
  readonly #timer: NodeJS.Timeout;
  #asking = false;

  constructor(options: {
    run: RunScript;
    /** It asks so often what is ordered, milliseconds. Whoever helps gives a sign of life by it. */
    period: number;
    /** Called with how many jobs are paused: they take no one's place. */
    onPaused: (count: number) => void;
    /** It has another job in hand, or one less. */
    onChange: () => void;
  }) {
    this.#run = options.run;
    this.#onPaused = options.onPaused;
    this.#onChange = options.onChange;
    this.#timer = setInterval(() => void this.#ask(), options.period);
  }

  get ids(): string[] {
    return [...this.#places].filter(([, { held }]) => held !== null).map(([job]) => job);
  }

  get all(): Held[] {
    return [...this.#places.values()].flatMap(({ held }) => held ?? []);
  }

  async listen(channels: Channels, keys: Keys): Promise<void> {
    channels.onBack(() => void this.#ask());
    await channels.subscribe(keys.ordersChannel, (text) => {
      const { job, order } = JSON.parse(text) as { job: string; order: string }; // written by our script
      const place = this.#places.get(job);
      if (place === undefined) return;
      place.heard++;
      this.#obey(job, place, order);
    });
  }

  /** Runs `use` unless the job is in hand here already, or being taken: then null. */
  async reserve<Result>(job: string, use: () => Promise<Result>): Promise<Result | null> {
    if (this.#places.has(job)) return null;
    this.#places.set(job, { held: null, order: 'go', heard: 0 });
    try {
      return await use();
    } finally {
      this.#places.delete(job);
      this.#setPaused(job, false);
      this.#onChange();
    }
  }

  /** A job that was reserved is taken: what was ordered meanwhile is done now. */
  put(job: string, held: Held): void {
    const place = this.#places.get(job) as Place; // reserved
    const { order } = place;
    place.held = held;
    place.order = 'go';
    this.#obey(job, place, order);
    this.#onChange();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What was told over the line while the answer was on its way is newer than the answer. */
  async #ask(): Promise<void> {
    const asked = [...this.#places].flatMap(([job, place]) =>
      place.held === null ? [] : [{ job, place, who: place.held.who, heard: place.heard }],
    );
    if (this.#asking || asked.length === 0) return;
    this.#asking = true;
    const answers = (await this.#run('orders', ...asked.flatMap(({ job, who }) => [job, who])).catch(() => [])) as string[]; // as the script says
    this.#asking = false;
    for (const [index, { job, place, heard }] of asked.entries()) {
      const order = answers[index] ?? '';
      if (this.#places.get(job) !== place) continue;
      if (order === 'lost') place.held?.line.overtaken();
      else if (order !== '' && place.heard === heard) this.#obey(job, place, order);
    }
  }

  #obey(job: string, place: Place, order: string): void {
    // Whoever has just begun goes anyway, and nobody needs to be told twice.
    if (place.order === order) return;
    place.order = order;
    if (place.held === null) return;
    const { work, helps } = place.held;
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
