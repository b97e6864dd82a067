import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ErrorInfo } from '../model/index.ts';
import { describeCrash, Lease, type Lender, type Thread } from './lease.ts';
import type { FromThread } from './messages.ts';

/** The compiled entry: a thread of Node 20 loads no TypeScript, so it is found through the package's own front door. */
const entry = new URL('./run/thread.js', import.meta.resolve('@milepost/core'));

/** How a program reads its own text, as of `node --eval`, is nothing for a module that is loaded from a file. */
const inputType = /^--(input|experimental-default)-type=/;

/** A thread takes a processor while it starts and loads its first task: more at a time would only make each of them later. */
const mostStarting = availableParallelism();
/** Who takes longer, milliseconds, waits for something else. */
const longestStart = 1_000;
/** Where there are as many threads as processors, who has waited for this long gets one more, milliseconds: short jobs need none. */
const patience = 25;

export interface PoolOptions {
  /** So many idle threads are kept. */
  readonly idle: number;
  /** What one thread may keep in its heap, MiB. Without a limit of its own a thread that takes too much ends the process. */
  readonly memory: number;
}

/**
 * Worker threads, kept warm. It makes as many as are asked for: who asks keeps to the limits. As many start at a time as there are
 * processors; who waits is given the first that is there, be it new or given back.
 */
export class Pool implements Lender {
  readonly memory: number;
  readonly #keep: number;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #waiting = new Set<Lease>();
  /** Those that start, and since when. Times are what `performance.now()` says. */
  readonly #starting = new Map<Worker, number>();
  /** When one of them was ready last. */
  #cameAt = Number.NEGATIVE_INFINITY;
  #growing: NodeJS.Timeout | null = null;
  #closed = false;

  constructor({ idle, memory }: PoolOptions) {
    this.#keep = idle;
    this.memory = memory;
  }

  get size(): number {
    return this.#all.size;
  }

  lease(): Thread {
    const lease = new Lease(this);
    const worker = this.#idle.pop();
    if (worker !== undefined) lease.give(worker);
    else {
      this.#waiting.add(lease);
      if (this.#mayStart) this.#make();
      else this.#growSoon();
    }
    return lease;
  }

  putBack(worker: Worker): void {
    const [next] = this.#waiting;
    if (next !== undefined && !this.#closed) {
      this.#waiting.delete(next);
      next.give(worker);
      return;
    }
    worker.unref();
    this.#starting.delete(worker);
    if (this.#closed || this.#idle.length >= this.#keep) void worker.terminate();
    else this.#idle.push(worker);
  }

  forget(lease: Lease): void {
    this.#waiting.delete(lease);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#growing !== null) clearTimeout(this.#growing);
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
    for (const lease of this.#waiting) lease.refuse({ code: 'THREAD_EXITED', message: 'Milepost was closed.' });
    this.#waiting.clear();
  }

  /** Somebody waits for whom none is on its way, and there are fewer threads than processors. */
  get #mayStart(): boolean {
    return this.#starting.size < this.#waiting.size && this.#all.size < mostStarting;
  }

  #growSoon(): void {
    // What has come from threads while the loop was busy is heard first.
    this.#growing ??= setTimeout(() => setImmediate(() => this.#grow()), patience);
  }

  #grow(): void {
    this.#growing = null;
    if (this.#closed) return;
    const now = performance.now();
    const late = [...this.#waiting].filter(({ since }) => now - Math.max(since, this.#cameAt) >= patience).length;
    const starting = [...this.#starting.values()].filter((since) => now - since < longestStart).length;
    for (let count = starting; count < Math.min(mostStarting, late); count++) this.#make();
    if (this.#waiting.size > 0) this.#growSoon();
  }

  #make(): void {
    const options = process.execArgv.filter((option) => !inputType.test(option));
    const worker = new Worker(entry, {
      // Only where one is left out: a thread takes over what it may, but of what it is given it refuses much, such as --expose-gc.
      ...(options.length < process.execArgv.length ? { execArgv: options } : {}),
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: this.memory },
    });
    // What a task writes past `console` has no line in its log; read, so that it does not pile up.
    worker.stdout.resume();
    worker.stderr.resume();
    this.#all.add(worker);
    this.#starting.set(worker, performance.now());
    let [ready, failure]: [boolean, ErrorInfo | null] = [false, null];
    const onMessage = ({ type }: FromThread): void => {
      if (type !== 'ready' && type !== 'loaded') return;
      this.#cameAt = performance.now();
      if (type === 'loaded') this.#starting.delete(worker);
      else this.putBack(worker);
      if (type === 'loaded') worker.off('message', onMessage);
      ready = true;
    };
    worker.on('message', onMessage);
    // Without a listener an error in an idle thread would end the process.
    worker.on('error', (thrown) => (failure = describeCrash(thrown, this.memory)));
    worker.on('exit', (code) => {
      this.#all.delete(worker);
      const place = this.#idle.indexOf(worker);
      if (place >= 0) this.#idle.splice(place, 1);
      this.#starting.delete(worker);
      if (ready) return;
      this.#refuse(failure ?? { code: 'THREAD_EXITED', message: `A thread ended with ${code} before it had begun anything.` });
    });
  }

  /** A thread could not be made: who has waited longest hears of it, for to try for ever would help nobody. */
  #refuse(error: ErrorInfo): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    this.#waiting.delete(first);
    first.refuse(error);
    if (!this.#closed && this.#mayStart) this.#make();
  }
}
