import { Worker } from 'node:worker_threads';
import { MilepostError } from '../../model/index.ts';
import type { SqliteFile } from './file.ts';
import { KeyFilter } from './key-filter.ts';
import type { Answer, Call, Question, Refusal, ThreadData, Walk } from './messages.ts';
import type { Row } from './rows.ts';

/** The compiled entry: a thread of Node 20 loads no TypeScript, so it is found through the package's own front door. */
const entry = new URL('./stores/sqlite/thread.js', import.meta.resolve('@milepost/core'));

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** The host's end of the thread that has the file. It keeps the process alive only while an answer is awaited. */
export class StoreThread {
  readonly #file: string;
  readonly #worker: Worker;
  readonly #keys = new KeyFilter();
  readonly #exited: Promise<void>;
  readonly #asked = new Map<number, Asked>();
  /** The first question is whether the file can be opened. */
  #number = 0;
  #walks = 0;
  #over: MilepostError | null = null;

  private constructor(file: string) {
    this.#file = file;
    const workerData: ThreadData = { file, keys: this.#keys.memory };
    this.#worker = new Worker(entry, { workerData, execArgv: [] });
    this.#worker.on('message', (answer: Answer) => this.#hear(answer));
    let crash: unknown = null;
    this.#worker.on('error', (thrown) => (crash = thrown));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end(crash instanceof Error ? crash : new Error('its thread has ended.'));
        resolve();
      });
    });
  }

  /** @throws MilepostError `STORE_UNAVAILABLE` with what is wrong with the file */
  static async open(file: string): Promise<{ thread: StoreThread; epoch: string }> {
    const thread = new StoreThread(file);
    try {
      return { thread, epoch: (await thread.#await(0)) as string }; // that is what it says when it has opened
    } catch (thrown) {
      await thread.#worker.terminate();
      throw thrown;
    }
  }

  call<Method extends Call>(method: Method, ...args: Parameters<SqliteFile[Method]>): ReturnType<SqliteFile[Method]> {
    return this.#ask((number) => ({ type: 'call', number, method, args })) as ReturnType<SqliteFile[Method]>; // as the store answers
  }

  /** The first rows of the commit that is called next: they are being written while the others are made. */
  begin(rows: readonly Row[]): void {
    if (this.#over === null) this.#worker.postMessage({ type: 'rows', rows } satisfies Question);
  }

  /** Of the commit that was begun in this round nothing is to be written. */
  breakOff(round: number): void {
    if (this.#over === null) this.#worker.postMessage({ type: 'break-off', round } satisfies Question);
  }

  /** False where certainly no job has this idempotency key. */
  mayHaveKey(key: string): boolean {
    return this.#keys.mayHold(key);
  }

  /** Goes through what a method of the store gives, no faster than it is asked for. */
  async *walk<Method extends Walk>(method: Method, ...args: Parameters<SqliteFile[Method]>): AsyncGenerator<ValueOf<Method>> {
    const walk = ++this.#walks;
    let over = false;
    try {
      for (;;) {
        const next = this.#ask((number) => ({ type: 'next', number, walk, method, args }));
        const { done, value } = (await next) as { done: boolean; value: ValueOf<Method> }; // as the store gives them
        over = done;
        if (done) return;
        yield value;
      }
    } finally {
      if (!over && this.#over === null) this.#worker.postMessage({ type: 'leave', walk } satisfies Question);
    }
  }

  async close(): Promise<void> {
    if (this.#over === null) await this.call('close');
    this.#over ??= new MilepostError('STORE_UNAVAILABLE', `"${this.#file}" is closed.`);
    // Nothing holds it any more.
    this.#worker.ref();
    await this.#exited;
  }

  #ask(question: (number: number) => Question): Promise<unknown> {
    if (this.#over !== null) return Promise.reject(this.#over);
    const number = ++this.#number;
    this.#worker.postMessage(question(number));
    return this.#await(number);
  }

  #await(number: number): Promise<unknown> {
    this.#worker.ref();
    return new Promise((resolve, reject) => this.#asked.set(number, { resolve, reject }));
  }

  #hear(answer: Answer): void {
    const number = answer.type === 'opened' ? 0 : answer.number;
    const asked = this.#asked.get(number);
    this.#asked.delete(number);
    if (this.#asked.size === 0) this.#worker.unref();
    if (answer.type === 'refused') asked?.reject(errorOf(answer.refusal));
    else asked?.resolve(answer.type === 'opened' ? answer.epoch : answer.value);
  }

  /** Who waits is told, and who comes. */
  #end(cause: Error): void {
    this.#over ??= new MilepostError('STORE_UNAVAILABLE', `"${this.#file}" cannot be used: ${cause.message}`, { cause });
    for (const { reject } of this.#asked.values()) reject(this.#over);
    this.#asked.clear();
  }
}

type ValueOf<Method extends Walk> = ReturnType<SqliteFile[Method]> extends AsyncIterable<infer Value> ? Value : never;

function errorOf({ reason, message }: Refusal): Error {
  return reason === null ? new Error(message) : new MilepostError(reason, message);
}
