const units: Readonly<Record<string, string>> = { w: 'W', d: 'D', h: 'H', m: 'M', min: 'M', s: 'S' };

/** `1h 30m` → `PT1H30M`, as ISO 8601 writes a length of time; what is none stays as it was typed. Months have no letter here. */
export function toIsoDuration(text: string): string {
  const compact = text.trim().toLowerCase().replace(/\s+/g, '');
  if (!/^(\d+(\.\d+)?(w|d|h|min|m|s))+$/.test(compact)) return text.trim();
  let [date, time] = ['', ''];
  for (const [, amount, unit = ''] of compact.matchAll(/(\d+(?:\.\d+)?)(w|d|h|min|m|s)/g)) {
    if (unit === 'w' || unit === 'd') date += `${amount}${units[unit]}`;
    else time += `${amount}${units[unit]}`;
  }
  return `P${date}${time ? `T${time}` : ''}`;
}

/** `PT1H30M` → `1h 30m`, where it has no months or years. */
export function fromIsoDuration(text: string): string {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!match) return text;
  const [, ...amounts] = match;
  return amounts.flatMap((amount, place) => (amount ? [`${amount}${'wdhms'[place]}`] : [])).join(' ') || text;
}

/** `2026-01-31T12:00:00.000Z` as a field for local times has it; empty for what is no time. */
export function toLocalTime(iso: string): string {
  const at = new Date(iso);
  if (iso === '' || Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** And back; empty stays empty. */
export function fromLocalTime(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
