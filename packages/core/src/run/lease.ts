import type { Worker } from 'node:worker_threads';
import type { ErrorInfo } from '../model/index.ts';
import { describeThrown } from './failure.ts';
import type { FromThread, ToThread } from './messages.ts';

/** What is heard of a thread. */
export type Heard = FromThread | { readonly type: 'crashed'; readonly error: ErrorInfo };

/** A thread while somebody has it. */
export interface Thread {
  post(message: ToThread): void;
  /** Called with what the thread sends; `crashed` comes at most once, and last. */
  listen(listener: (message: Heard) => void): void;
  /** Gives it back for the next job. */
  release(): void;
  /** Ends it at once, whatever it does. */
  terminate(): Promise<void>;
}

/** Where threads come from, and go back to. */
export interface Lender {
  /** Who had a thread gives it back. */
  putBack(worker: Worker): void;
  /** Who waited for one wants none any more. */
  forget(lease: Lease): void;
  /** What one thread may keep in its heap, MiB. */
  readonly memory: number;
}

/** A thread that somebody has, or waits for: what is sent before it is there is kept for it. */
export class Lease implements Thread {
  /** When it was asked for, as `performance.now()` says it. */
  readonly since = performance.now();
  readonly #lender: Lender;
  #worker: Worker | null = null;
  #unsent: ToThread[] = [];
  #listener: (message: Heard) => void = () => {};
  #failure: ErrorInfo | null = null;
  #over = false;

  constructor(lender: Lender) {
    this.#lender = lender;
  }

  /** The thread is there. */
  give(worker: Worker): void {
    this.#worker = worker;
    worker.ref();
    worker.on('message', this.#onMessage).on('error', this.#onError).on('exit', this.#onExit);
    for (const message of this.#unsent.splice(0)) worker.postMessage(message);
  }

  /** No thread will be there. */
  refuse(error: ErrorInfo): void {
    this.#over = true;
    this.#listener({ type: 'crashed', error });
  }

  post(message: ToThread): void {
    if (this.#over) return;
    if (this.#worker !== null) this.#worker.postMessage(message);
    else if (message.type !== 'stop') this.#unsent.push(message);
    else {
      // Nothing of it is begun: it need not wait for a thread to hear so.
      this.release();
      this.#listener({ type: 'ended', outcome: { type: 'stopped' }, ms: 0 });
    }
  }

  listen(listener: (message: Heard) => void): void {
    this.#listener = listener;
  }

  release(): void {
    if (this.#over) return;
    this.#over = true;
    const worker = this.#worker;
    worker?.off('message', this.#onMessage).off('error', this.#onError).off('exit', this.#onExit);
    if (worker === null) this.#lender.forget(this);
    else this.#lender.putBack(worker);
  }

  async terminate(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) this.release();
    this.#over = true;
    await worker?.terminate();
  }

  readonly #onMessage = (message: FromThread): void => this.#listener(message);

  readonly #onError = (thrown: unknown): void => {
    this.#failure = describeCrash(thrown, this.#lender.memory);
  };

  readonly #onExit = (code: number): void => {
    if (this.#over) return;
    this.refuse(this.#failure ?? { code: 'THREAD_EXITED', message: `The task ended its thread with process.exit(${code}).` });
  };
}

/** How a thread came to its end by what it threw; `memory` is what its heap may be, MiB. */
export function describeCrash(thrown: unknown, memory: number): ErrorInfo {
  const error = describeThrown(thrown);
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { code: 'OUT_OF_MEMORY', message: `The task used more memory than a thread may have, which is ${memory} MiB.` };
  if (error.code === 'ERR_WORKER_UNSERIALIZABLE_ERROR')
    return { code: 'UNHANDLED', message: 'Nothing in the task caught an error that cannot be shown.' };
  return {
    code: error.code === 'FAILED' ? 'UNHANDLED' : error.code,
    message: `Nothing in the task caught this: ${error.message}`,
  };
}
