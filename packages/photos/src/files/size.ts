const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes for a person: `812 bytes`, `348 kB`, `4.1 MB`. */
export function describeSize(bytes: number): string {
  let shown = bytes;
  let unit = 0;
  for (; shown >= 999.5 && unit < units.length - 1; unit++) shown /= 1_000;
  return `${unit > 0 && shown < 9.95 ? shown.toFixed(1) : Math.round(shown)} ${units[unit]}`;
}
