import { MilepostError } from '@milepost/core';

/** Lets so many through at once; others wait in line, and leave it when their signal is aborted. */
export interface Turnstile {
  /**
   * Gives what lets the next one in.
   * @throws MilepostError `TOO_MANY` where the line is full; the signal's reason
   */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createTurnstile(atOnce: number, inLine: number): Turnstile {
  const waiting = new Set<() => void>();
  let inside = 0;

  const admit = (): (() => void) => {
    inside++;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inside--;
      const [next] = waiting;
      next?.();
    };
  };

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (inside < atOnce) return admit();
      if (waiting.size >= inLine) throw new MilepostError('TOO_MANY', 'Too many pictures are asked for at once: try again soon.');
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.delete(enter);
          reject(signal.reason);
        };
        const enter = () => {
          waiting.delete(enter);
          signal.removeEventListener('abort', leave);
          resolve(admit());
        };
        waiting.add(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
