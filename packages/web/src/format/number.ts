import { type Progress, plural } from '@milepost/core/model';
import { locale } from './locale.ts';

const whole = new Intl.NumberFormat(locale);
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const precise = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });

/** `1,204`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A number as it is, with all of its digits. */
export function formatNumber(value: number): string {
  return precise.format(value);
}

/** `1,204 photos`, `1 photo`. */
export function formatUnits(count: number, unit: string): string {
  return `${formatCount(count)} ${plural(unit, count)}`;
}

/** `12.3 photos/s`; slow work by the minute or the hour, so that there is always something in front of the point. */
export function formatRate({ rate, unit }: Pick<Progress, 'rate' | 'unit'>): string | null {
  if (rate === null || rate <= 0) return null;
  const units = plural(unit, 2);
  if (rate >= 0.95) return `${compact(rate)} ${units}/s`;
  if (rate * 60 >= 0.95) return `${compact(rate * 60)} ${units}/min`;
  return `${compact(rate * 3600)} ${units}/h`;
}

function compact(value: number): string {
  return value < 100 ? oneDigit.format(value) : whole.format(Math.round(value));
}
