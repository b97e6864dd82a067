import { MilepostError } from '@milepost/core';
import type { Thumbnail } from './make-thumbnail.ts';
import type { Maker } from './maker.ts';
import type { Order } from './messages.ts';

/** Where orders wait for a maker that has time, first come first served. Those of one name are one piece of work. */
export interface Lane {
  /** @throws MilepostError as the makers, and `CLOSED`; the signal's reason */
  order(name: string, order: Order, signal?: AbortSignal): Promise<Thumbnail>;
  close(): Promise<void>;
}

interface Work {
  readonly name: string;
  readonly order: Order;
  readonly result: Promise<Thumbnail>;
  readonly resolve: (made: Thumbnail) => void;
  readonly reject: (error: unknown) => void;
  /** How many wait for it. */
  waiters: number;
}

const mostRefusals = 1000;
/** How long it is remembered that there is no picture of a file, milliseconds. */
const refusalsLast = 600_000;

/** `keep` is given what was made, before anybody gets it. */
export function createLane(makers: readonly Maker[], keep: (name: string, made: Thumbnail) => Promise<void>): Lane {
  const idle = [...makers];
  const works = new Map<string, Work>();
  const waiting = new Set<Work>();
  const refusals = new Map<string, { error: MilepostError; until: number }>();
  let closed = false;

  return {
    order(name, order, signal) {
      const refusal = refusals.get(name);
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (closed) return Promise.reject(new MilepostError('CLOSED', 'No more thumbnails are made.'));
      if (refusal && refusal.until > Date.now()) return Promise.reject(refusal.error);
      const work = works.get(name) ?? begin(name, order);
      work.waiters += 1;
      hand();
      if (!signal) return work.result;
      return new Promise((resolve, reject) => {
        const leave = () => {
          work.waiters -= 1;
          // What is being made already is made to its end: it is soon done, and somebody may come back for it.
          if (work.waiters === 0 && waiting.delete(work)) works.delete(name);
          reject(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
        work.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
      });
    },

    async close() {
      closed = true;
      for (const { reject } of waiting) reject(new MilepostError('CLOSED', 'No more thumbnails are made.'));
      waiting.clear();
      await Promise.all(makers.map((maker) => maker.close()));
      await Promise.allSettled([...works.values()].map(({ result }) => result));
    },
  };

  function begin(name: string, order: Order): Work {
    let resolve: Work['resolve'] = () => {};
    let reject: Work['reject'] = () => {};
    const result = new Promise<Thumbnail>((...both) => {
      [resolve, reject] = both;
    });
    // Who waited may have left.
    result.catch(() => {});
    const work: Work = { name, order, result, resolve, reject, waiters: 0 };
    works.set(name, work);
    waiting.add(work);
    return work;
  }

  function hand(): void {
    for (const work of waiting) {
      const maker = idle.pop();
      if (!maker) return;
      waiting.delete(work);
      void run(work, maker);
    }
  }

  async function run({ name, order, resolve, reject }: Work, maker: Maker): Promise<void> {
    try {
      const made = await maker.make(order);
      await keep(name, made);
      resolve(made);
    } catch (error) {
      reject(closed ? new MilepostError('CLOSED', 'No more thumbnails are made.') : error);
      if (!closed && error instanceof MilepostError && error.reason === 'NO_PICTURE') remember(name, error);
    }
    works.delete(name);
    idle.push(maker);
    hand();
  }

  function remember(name: string, error: MilepostError): void {
    refusals.set(name, { error, until: Date.now() + refusalsLast });
    const [oldest] = refusals.keys();
    if (refusals.size > mostRefusals && oldest !== undefined) refusals.delete(oldest);
  }
}
