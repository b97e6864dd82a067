/**
 * A token bucket: it holds `burst` tokens, is filled with `rate` a second, and every message takes one.
 * @returns whether there was one to take. `now` is in milliseconds.
 */
export function createBucket(rate: number, burst: number, now: number): (now: number) => boolean {
  let tokens = burst;
  let filled = now;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - filled) / 1000) * rate);
    filled = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
