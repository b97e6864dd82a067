import type { Remaining } from '@milepost/core/model';
import { locale } from './locale.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long something took, to the second: `0.8 s`, `42 s`, `3 min 05 s`, `2 h 07 min`, `1 d 4 h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 1) return `${seconds.toFixed(1)} s`;
  if (seconds < minute) return `${Math.floor(seconds)} s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)} min ${two(seconds % minute)} s`;
  if (seconds < day) return `${Math.floor(seconds / hour)} h ${two((seconds % hour) / minute)} min`;
  return `${Math.floor(seconds / day)} d ${Math.floor((seconds % day) / hour)} h`;
}

/** `about 3 min`, or `2–5 min` where the ends are far apart. Rounded: an estimate knows no seconds. */
export function formatRemaining({ low, likely, high }: Remaining): string {
  if (likely < 8) return 'a few seconds';
  const [from, to] = [roughly(low), roughly(high)];
  if (high <= low * 1.6 || from === to || low < 8) return `about ${roughly(likely)}`;
  const [fromUnit, toUnit] = [from.split(' ').at(-1), to.split(' ').at(-1)];
  const sameUnit = fromUnit === toUnit && from.split(' ').length === 2 && to.split(' ').length === 2;
  return sameUnit ? `${from.split(' ')[0]}–${to}` : `${from} – ${to}`;
}

/** To the next 5 s below a minute and a half, then to minutes, to 5 minutes from an hour on, to hours from a day on. */
function roughly(seconds: number): string {
  const fives = Math.max(5, Math.round(seconds / 5) * 5);
  if (fives < 1.5 * minute) return `${fives} s`;
  const minutes = Math.round(seconds / minute);
  if (minutes < 60) return `${minutes} min`;
  const coarse = Math.round(minutes / 5) * 5;
  if (coarse < 24 * 60) return `${Math.floor(coarse / 60)} h${coarse % 60 ? ` ${coarse % 60} min` : ''}`;
  const hours = Math.round(seconds / hour);
  return `${Math.floor(hours / 24)} d${hours % 24 ? ` ${hours % 24} h` : ''}`;
}

/** `just now`, `3 min ago`, `2 h ago`, then the day. */
export function formatAgo(at: number, now: number): string {
  const seconds = (now - at) / 1000;
  if (seconds < 45) return 'just now';
  if (seconds < hour) return `${Math.max(1, Math.round(seconds / minute))} min ago`;
  if (seconds < day) return `${Math.round(seconds / hour)} h ago`;
  return new Date(at).toLocaleDateString(locale, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** A moment in full, in the reader's own manner. */
export function formatMoment(at: number): string {
  return new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** A time of day in the reader's own manner: `14:03`, `2:03 PM`. */
export function formatTime(at: number): string {
  return new Date(at).toLocaleTimeString(locale, { timeStyle: 'short' });
}

/** `14:03:27`, of the same width for everyone. */
export function formatClock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function two(number: number): string {
  return String(Math.floor(number)).padStart(2, '0');
}
