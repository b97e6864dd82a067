import { type Cell, takeBack } from '../progress/cell.ts';
import type { Heard, Thread } from './lease.ts';
import type { Errand, ToThread } from './messages.ts';
import type { Pool } from './pool.ts';

/** So many at most, so that few have to be moved where one turns out to take long. */
const most = 16;
/** Who waits behind the same job for this long goes to another thread, milliseconds. */
const longestWait = 20;

/**
 * A thread that several jobs have at a time: it does one after the other, without a word from here in between. To each of them it
 * is a thread of its own: a job that is not begun is moved to another where the one before it takes long, or ends the thread.
 */
export class SharedThread {
  readonly #pool: Pool;
  #thread: Thread | null = null;
  /** Whom it does, and who waits, in order. */
  #line: Guest[] = [];
  #unsent: Errand[] = [];
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  get isFull(): boolean {
    return this.#line.length >= most;
  }

  /** Nobody is to join any more: it is ended, or one of its jobs takes long. */
  get isClosed(): boolean {
    return this.#closed;
  }

  join(cell: Cell): Thread {
    if (this.#thread === null) {
      this.#thread = this.#pool.lease();
      this.#thread.listen((message) => this.#hear(message));
    }
    const guest = new Guest(this, this.#pool, cell);
    this.#line.push(guest);
    this.#watch();
    return guest;
  }

  /** What is begun in one turn of the loop goes to the thread together: it is woken once. */
  begin(errands: readonly Errand[]): void {
    if (this.#unsent.length === 0) setImmediate(() => this.#send());
    for (const errand of errands) this.#unsent.push({ ...errand, waits: true });
  }

  post(message: ToThread): void {
    this.#send();
    this.#thread?.post(message);
  }

  /** It does not want the thread any more. */
  leave(guest: Guest): void {
    const place = this.#line.indexOf(guest);
    if (place >= 0) this.#line.splice(place, 1);
    if (this.#line.length > 0) return;
    this.#thread?.release();
    this.#thread = null;
  }

  /** Ends the thread at once, whatever it does for this one. Where it is at another already it stays: this one has returned. */
  async terminate(guest: Guest): Promise<void> {
    this.#close();
    const latest = this.#line.at(-1) ?? guest;
    if (latest !== guest) return;
    const thread = this.#thread;
    this.#thread = null;
    await thread?.terminate();
  }

  #send(): void {
    const errands = this.#unsent.splice(0);
    if (errands.length > 0) this.#thread?.post({ type: 'begin', errands });
  }

  #hear(message: Heard): void {
    if (message.type === 'crashed') this.#close();
    const first = this.#line[0];
    if (message.type === 'crashed' || message.type === 'ended') this.#line.shift();
    first?.hear(message);
  }

  #watch(): void {
    const first = this.#line[0];
    if (this.#line.length < 2) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#line[0] === first) this.#close();
      else this.#watch();
    }, longestWait).unref();
  }

  /** Whoever is not begun goes to another thread. Who is left is the one that it does, and before it those whose end is not heard yet. */
  #close(): void {
    this.#closed = true;
    this.#line = this.#line.filter((guest) => !guest.move());
  }
}

/** One of the jobs that share a thread. */
class Guest implements Thread {
  readonly #shared: SharedThread;
  readonly #pool: Pool;
  readonly #cell: Cell;
  /** The thread that it was moved to. */
  #own: Thread | null = null;
  #begin: Extract<ToThread, { type: 'begin' }> | null = null;
  #listener: (message: Heard) => void = () => {};
  #gone = false;

  constructor(shared: SharedThread, pool: Pool, cell: Cell) {
    this.#shared = shared;
    this.#pool = pool;
    this.#cell = cell;
  }

  post(message: ToThread): void {
    if (this.#gone) return;
    if (this.#own !== null) this.#own.post(message);
    else if (message.type === 'begin') {
      this.#begin = message;
      this.#shared.begin(message.errands);
    } else if (message.type === 'stop' && takeBack(this.#cell)) {
      this.release();
      this.#listener({ type: 'ended', outcome: { type: 'stopped' }, ms: 0 });
    } else this.#shared.post(message);
  }

  listen(listener: (message: Heard) => void): void {
    this.#listener = listener;
  }

  hear(message: Heard): void {
    if (!this.#gone) this.#listener(message);
  }

  /** To a thread of its own. False when it is begun where it is. */
  move(): boolean {
    if (!takeBack(this.#cell)) return false;
    this.#own = this.#pool.lease();
    this.#own.listen((message) => this.#listener(message));
    if (this.#begin !== null) this.#own.post(this.#begin);
    return true;
  }

  release(): void {
    if (this.#gone) return;
    this.#gone = true;
    if (this.#own !== null) this.#own.release();
    else this.#shared.leave(this);
  }

  async terminate(): Promise<void> {
    if (this.#gone) return;
    this.#gone = true;
    if (this.#own !== null) await this.#own.terminate();
    else await this.#shared.terminate(this);
  }
}
