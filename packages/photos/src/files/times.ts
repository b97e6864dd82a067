import { futimesSync, type Stats } from 'node:fs';

/** When a file was read and written last, epoch milliseconds. */
export type Times = { readonly read: number; readonly written: number };

export function timesOf({ atimeMs, mtimeMs }: Stats): Times {
  return { read: atimeMs, written: mtimeMs };
}

/** Sets the times of an open file. @throws the system's error */
export function setTimes(file: number, { read, written }: Times): void {
  futimesSync(file, toSeconds(read), toSeconds(written));
}

/** Gives an open file the times that it, or another, had. @throws the system's error */
export function keepTimes(file: number, stats: Stats): void {
  setTimes(file, timesOf(stats));
}

/**
 * A file's time, epoch milliseconds, as Node takes it: in seconds. Node cuts off what is below a microsecond, and the nearest
 * number may lie just below: half of one more, where there is a fraction at all, keeps a time that is copied what it was.
 */
export function toSeconds(time: number): number {
  return time % 1_000 === 0 ? time / 1_000 : (Math.round(time * 1_000) + 0.5) / 1_000_000;
}
