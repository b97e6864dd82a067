/**
 * A file's time, epoch milliseconds, as Node takes it: in seconds. Node cuts off what is below a microsecond, and the nearest
 * number may lie just below: half of one more, where there is a fraction at all, keeps a time that is copied what it was.
 */
export function toSeconds(time: number): number {
  return time % 1_000 === 0 ? time / 1_000 : (Math.round(time * 1_000) + 0.5) / 1_000_000;
}
