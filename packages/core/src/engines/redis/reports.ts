import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Report } from '../../engine.ts';
import type { Keys } from './keys.ts';

type Listener = (report: Report, cursor: string | null) => Promise<void>;
type Entry = [id: string, fields: string[]];

const blockMs = 2_000;
/** Each may be a block of a plan, of some hundred thousand characters. */
const mostAtOnce = 100;
/** Characters of reports that may be on their way to the disk before more are read. */
const mostUnwritten = 8_000_000;
const trimPeriod = 1_000;
const longestWait = 5_000;
const pauseAfterFailure = 500;

/**
 * Reads what those who work report, in order, from a cursor on. What the listener has on disk is trimmed, and nothing else: a
 * server that was away finds all of it.
 */
export class ReportReader {
  readonly #client: Redis;
  readonly #keys: Keys;
  readonly #listener: Listener;
  readonly #onEnded: (job: string) => void;
  readonly #ends = new Set<{ readonly job: string; readonly seen: AbortController }>();
  #cursor: string;
  #written: string | null = null;
  /** The cursor before the first that was refused. */
  #refused: string | null = null;
  #unwritten = 0;
  #wake: (() => void) | null = null;
  #last: Promise<void> = Promise.resolve();
  #trimmed = 0;
  #closed = false;

  /** `client` is a line of its own, for it blocks. `onEnded`: the end of a job is on disk. */
  constructor(client: Redis, keys: Keys, options: { listener: Listener; after: string | null; onEnded: (job: string) => void }) {
    this.#client = client;
    this.#keys = keys;
    // Whatever it throws, it throws it later.
    this.#listener = async (report, cursor) => options.listener(report, cursor);
    this.#cursor = options.after ?? '0-0';
    this.#onEnded = options.onEnded;
  }

  /** Tells all that is there; resolves when it is on disk. Then goes on by itself. */
  async begin(): Promise<void> {
    const [newest] = (await this.#client.xrevrange(this.#keys.reports, '+', '-', 'COUNT', 1)) as Entry[]; // as XREVRANGE answers
    // Where others work there may always be more.
    while (newest !== undefined && isBefore(this.#cursor, newest[0]) && !this.#closed) await this.#read(null);
    await this.#last;
    void this.#follow();
  }

  /** From now on it is seen whether the end of a job is written; `wait` resolves when it is, or after a while. */
  lookForEnd(job: string): { wait(): Promise<void>; forget(): void } {
    const end = { job, seen: new AbortController() };
    this.#ends.add(end);
    return {
      wait: () => wait(longestWait, undefined, { ref: false, signal: end.seen.signal }).catch(() => {}),
      forget: () => void this.#ends.delete(end),
    };
  }

  /** What is not told by now is told another time. */
  close(): void {
    this.#closed = true;
    for (const { seen } of this.#ends) seen.abort();
    this.#wake?.();
    this.#client.disconnect();
  }

  async #follow(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#read(blockMs);
      } catch {
        // Redis is away: what is reported meanwhile waits with those who report it.
        if (!this.#closed) await wait(pauseAfterFailure);
      }
    }
  }

  async #read(block: number | null): Promise<number> {
    await this.#atMost(mostUnwritten);
    if (this.#refused !== null) await this.#goBack();
    const entries = await this.#next(block);
    if (this.#closed) return 0;
    for (const [id, fields] of entries) this.#tell(id, fields[1] as string); // written by our script
    await this.#trim();
    return entries.length;
  }

  /** Waits until no more than so many characters are on their way. */
  async #atMost(most: number): Promise<void> {
    while (this.#unwritten > most && !this.#closed) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** The listener has refused one: after a while it is told again, with all that follow. */
  async #goBack(): Promise<void> {
    await this.#atMost(0);
    await wait(pauseAfterFailure);
    this.#cursor = this.#refused ?? this.#cursor;
    this.#refused = null;
  }

  async #next(block: number | null): Promise<Entry[]> {
    const { reports } = this.#keys;
    const found =
      block === null
        ? await this.#client.xread('COUNT', mostAtOnce, 'STREAMS', reports, this.#cursor)
        : await this.#client.xread('COUNT', mostAtOnce, 'BLOCK', block, 'STREAMS', reports, this.#cursor);
    return (found?.[0]?.[1] ?? []) as Entry[]; // as XREAD answers
  }

  #tell(id: string, text: string): void {
    const report = JSON.parse(text) as Report; // written by a worker's line
    const before = this.#cursor;
    this.#cursor = id;
    this.#unwritten += text.length;
    this.#last = this.#listener(report, id).then(
      () => {
        // What follows one that was refused is told again with it.
        if (this.#refused === null) this.#written = id;
        this.#done(text.length);
        if (report.type !== 'ended') return;
        this.#onEnded(report.job);
        for (const { job, seen } of this.#ends) if (job === report.job) seen.abort();
      },
      () => {
        this.#refused ??= before;
        this.#done(text.length);
      },
    );
  }

  #done(characters: number): void {
    this.#unwritten -= characters;
    this.#wake?.();
    this.#wake = null;
  }

  async #trim(): Promise<void> {
    if (this.#written === null || Date.now() - this.#trimmed < trimPeriod) return;
    this.#trimmed = Date.now();
    await this.#client.xtrim(this.#keys.reports, 'MINID', this.#written);
  }
}

/** Ids of a stream: milliseconds, and a number. */
function isBefore(one: string, other: string): boolean {
  const [[ms = 0, number = 0], [otherMs = 0, otherNumber = 0]] = [one, other].map((id) => id.split('-').map(Number)) as [
    number[],
    number[],
  ]; // two of them
  return ms < otherMs || (ms === otherMs && number < otherNumber);
}
