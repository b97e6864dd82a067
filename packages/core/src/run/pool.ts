import { Worker } from 'node:worker_threads';
import type { ErrorInfo } from '../model/index.ts';
import { describeThrown } from './failure.ts';
import type { FromThread, ToThread } from './messages.ts';

/** The compiled entry: a thread of Node 20 loads no TypeScript, so it is found through the package's own front door. */
const entry = new URL('./run/thread.js', import.meta.resolve('@milepost/core'));

/** How a program reads its own text, as of `node --eval`, is nothing for a module that is loaded from a file. */
const inputType = /^--(input|experimental-default)-type=/;

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

export interface PoolOptions {
  /** So many idle threads are kept. */
  readonly idle: number;
  /** What one thread may keep in its heap, MiB. Without a limit of its own a thread that takes too much ends the process. */
  readonly memory: number;
}

/** Worker threads, kept warm. It makes as many as are asked for: who asks keeps to the limits. */
export class Pool {
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #options: PoolOptions;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#all.size;
  }

  lease(): Thread {
    const worker = this.#idle.pop() ?? this.#make();
    worker.ref();
    let listener: (message: Heard) => void = () => {};
    let failure: ErrorInfo | null = null;
    let over = false;
    const onMessage = (message: FromThread) => listener(message);
    const onError = (thrown: unknown) => (failure = describeCrash(thrown, this.#options.memory));
    const onExit = (code: number) => {
      if (over) return;
      over = true;
      const error = failure ?? { code: 'THREAD_EXITED', message: `The task ended its thread with process.exit(${code}).` };
      listener({ type: 'crashed', error });
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    return {
      post: (message) => worker.postMessage(message),
      listen: (newListener) => (listener = newListener),
      release: () => {
        if (over) return;
        over = true;
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        this.#putBack(worker);
      },
      terminate: async () => {
        over = true;
        await worker.terminate();
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #make(): Worker {
    const options = process.execArgv.filter((option) => !inputType.test(option));
    const worker = new Worker(entry, {
      // Only where one is left out: a thread takes over what it may, but of what it is given it refuses much, such as --expose-gc.
      ...(options.length < process.execArgv.length ? { execArgv: options } : {}),
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memory },
    });
    // What a task writes past `console` has no line in its log; read, so that it does not pile up.
    worker.stdout.resume();
    worker.stderr.resume();
    this.#all.add(worker);
    // Without a listener an error in an idle thread would end the process.
    worker.on('error', () => {});
    worker.on('exit', () => {
      this.#all.delete(worker);
      const place = this.#idle.indexOf(worker);
      if (place >= 0) this.#idle.splice(place, 1);
    });
    return worker;
  }

  #putBack(worker: Worker): void {
    worker.unref();
    if (this.#closed || this.#idle.length >= this.#options.idle) void worker.terminate();
    else this.#idle.push(worker);
  }
}

function describeCrash(thrown: unknown, memory: number): ErrorInfo {
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
