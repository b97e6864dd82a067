import type { Remaining } from '@milepost/core/model';

/** How long it took: `0.8 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function describeElapsed(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/**
 * How long it probably takes yet, as coarse as it is uncertain: `about 20 s`, `about 3 min`, `about 2 h 10 min`. A number that
 * pretends to more would only jump about.
 */
export function describeRemaining({ likely }: Remaining): string {
  const seconds = Math.max(0, likely);
  if (seconds < 10) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 57.5) return `about ${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${Math.max(1, minutes)} min`;
  if (minutes < 24 * 60) {
    const tens = Math.round((minutes % 60) / 10) * 10;
    const hours = Math.floor(minutes / 60) + (tens === 60 ? 1 : 0);
    return `about ${hours} h${tens % 60 === 0 ? '' : ` ${tens} min`}`;
  }
  const days = Math.round(minutes / (24 * 60));
  return `about ${days} ${days === 1 ? 'day' : 'days'}`;
}

/** When it was, seen from `now`: `just now`, `5 min ago`, and the day when it is longer ago than one. */
export function describeWhen(at: number, now: number): string {
  const seconds = (now - at) / 1000;
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(at).toLocaleDateString('sv-SE');
}

/** `12.3/s`, and for what is slow `4/min` or `2/h`. */
export function describeRate(perSecond: number): string {
  if (perSecond >= 1000) return `${Math.round(perSecond).toLocaleString('en-US')}/s`;
  if (perSecond >= 100) return `${perSecond.toFixed(0)}/s`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)}/s`;
  if (perSecond * 60 >= 1) return `${(perSecond * 60).toFixed(1)}/min`;
  return `${(perSecond * 3600).toFixed(1)}/h`;
}
