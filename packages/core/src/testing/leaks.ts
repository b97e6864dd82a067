import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

/** Handles that stay until somebody closes them, as `process.getActiveResourcesInfo` calls them. */
const lasting = [
  'FSEventWrap',
  'MessagePort',
  'PipeWrap',
  'ProcessWrap',
  'StatWatcher',
  'TCPServerWrap',
  'TCPSocketWrap',
  'Timeout',
  'TLSWrap',
  'UDPWrap',
];

/**
 * Knows what a process has open: threads, timers (also those that do not keep it alive), sockets and other handles, and on Linux
 * files and child processes. Only what is made after it was created is seen of threads and timers.
 */
export class Leaks {
  readonly #threads = new Set<number>();
  readonly #timers = new Map<NodeJS.Timeout, string>();
  readonly #restore: () => void;

  constructor() {
    const onWorker = (worker: Worker) => {
      const { threadId } = worker;
      this.#threads.add(threadId);
      worker.once('exit', () => this.#threads.delete(threadId));
    };
    // What `new Worker` makes is told of by the process: Node 20 counts no threads among its resources.
    process.on('worker', onWorker);
    const { setTimeout: timeout, setInterval: interval } = globalThis;
    globalThis.setTimeout = this.#watched(timeout);
    globalThis.setInterval = this.#watched(interval);
    this.#restore = () => {
      process.off('worker', onWorker);
      Object.assign(globalThis, { setTimeout: timeout, setInterval: interval });
    };
  }

  close(): void {
    this.#restore();
  }

  /** What is open now, each with as much as is known of it. */
  open(): readonly string[] {
    for (const timer of this.#timers.keys()) if (isOver(timer)) this.#timers.delete(timer);
    const handles = process.getActiveResourcesInfo().filter((name) => lasting.includes(name));
    return [
      ...[...this.#threads].map((number) => `a thread, the ${number}. of its process`),
      ...[...this.#timers.values()].map((place) => `a timer, made ${place}`),
      ...openFiles().map((file) => `an open file, ${file}`),
      ...childProcesses().map((pid) => `a child process, ${pid}`),
      ...handles.map((name) => `a handle, ${name}`),
    ];
  }

  /** What is open beside what was open `before`; it is given `patience` milliseconds to go. */
  async since(before: readonly string[], patience: number): Promise<readonly string[]> {
    for (const end = Date.now() + patience; ; await wait(20)) {
      const left = without(this.open(), before);
      if (left.length === 0 || Date.now() >= end) return left;
    }
  }

  #watched<Set extends typeof setTimeout | typeof setInterval>(set: Set): Set {
    const watched = (...words: Parameters<typeof setTimeout>) => {
      const timer = set(...words);
      if (!isOfRunner()) this.#timers.set(timer, whereFrom());
      // Now and then, so that the timers of long tests do not pile up.
      if (this.#timers.size % 1_000 === 0) this.open();
      return timer;
    };
    return Object.assign(watched, set) as unknown as Set; // it is called as the one that it stands for
  }
}

/** Who runs the tests has timers of its own. */
function isOfRunner(): boolean {
  const caller = new Error().stack?.split('\n').find((line, index) => index > 0 && !line.includes('testing/leaks.ts'));
  return caller === undefined || /node_modules\/(\.pnpm\/)?@?vitest/.test(caller);
}

/** Node marks a timer that has run out or was cleared. */
function isOver(timer: NodeJS.Timeout): boolean {
  return (timer as unknown as { _destroyed: boolean })._destroyed; // there is no public word for it
}

/** What is in `all` and not in `some`, each as often as it is there more. */
export function without(all: readonly string[], some: readonly string[]): readonly string[] {
  const left = [...all];
  for (const one of some) {
    const place = left.indexOf(one);
    if (place >= 0) left.splice(place, 1);
  }
  return left;
}

/** The first line of our own on the stack, or else the first of a library. */
function whereFrom(): string {
  const lines = new Error().stack?.split('\n').slice(1) ?? [];
  const there = lines.filter((line) => !/testing\/leaks\.ts|node:|<anonymous>/.test(line));
  const ours = there.find((line) => !line.includes('/node_modules/'));
  return (ours ?? there[0])?.trim() ?? 'somewhere';
}

/**
 * Files that this process has open. Empty where there is no /proc. Those of databases are left out: one that is closed lets go of
 * its file only when its prepared statements are collected, for the library has no word to end them. A Milepost that is left open
 * is known by its timers. So are modules: a thread that is ended by force while it loads one leaves it open, as Node does not close
 * what was being opened just then.
 */
function openFiles(): readonly string[] {
  return read('/proc/self/fd', (entry) => readlinkSync(`/proc/self/fd/${entry}`)).filter(
    (target) => target.startsWith('/') && !/^\/(dev|proc|sys)\/|\/node_modules\/|\/dist\/.*\.js$|\.sqlite\b/.test(target),
  );
}

function childProcesses(): readonly string[] {
  return read('/proc/self/task', (task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8')).flatMap((line) =>
    line.split(' ').filter((pid) => pid !== ''),
  );
}

/** What is read of each entry of a folder; of those that are gone meanwhile, nothing. */
function read(folder: string, of: (entry: string) => string): readonly string[] {
  const entries = process.platform === 'linux' ? readdirSync(folder) : [];
  return entries.flatMap((entry) => {
    try {
      return [of(entry)];
    } catch {
      return [];
    }
  });
}
