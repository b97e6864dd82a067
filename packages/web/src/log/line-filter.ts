import { type LogEntry, type LogLevel, logLevels } from '@milepost/core/model';

/** Which lines to show: those of at least this level that hold this text. */
export interface LineQuery {
  readonly level: LogLevel;
  readonly text: string;
}

/**
 * Picks the lines that fit. A log only grows, so what was looked through is not looked through again: only what has come behind it.
 */
export class LineFilter {
  #query: LineQuery = { level: 'debug', text: '' };
  #seen: readonly LogEntry[] = [];
  #found: readonly LogEntry[] = [];

  pick(lines: readonly LogEntry[], query: LineQuery): readonly LogEntry[] {
    if (query.level === 'debug' && query.text === '') return lines;
    const same = query.level === this.#query.level && query.text === this.#query.text;
    const grown = same && lines[0] === this.#seen[0] && lines.length >= this.#seen.length;
    const fits = fitting(query);
    this.#found = grown ? this.#found.concat(lines.slice(this.#seen.length).filter(fits)) : lines.filter(fits);
    this.#seen = lines;
    this.#query = query;
    return this.#found;
  }
}

function fitting({ level, text }: LineQuery): (line: LogEntry) => boolean {
  const least = logLevels.indexOf(level);
  const wanted = text.toLowerCase();
  return (line) =>
    logLevels.indexOf(line.level) >= least &&
    (line.message.toLowerCase().includes(wanted) || (line.item ?? '').toLowerCase().includes(wanted));
}

/** A text in parts, those that were looked for marked. */
export function markFound(message: string, text: string): { readonly text: string; readonly found: boolean }[] {
  if (text === '') return [{ text: message, found: false }];
  const parts: { text: string; found: boolean }[] = [];
  const [low, wanted] = [message.toLowerCase(), text.toLowerCase()];
  let from = 0;
  for (let at = low.indexOf(wanted); at !== -1; at = low.indexOf(wanted, from)) {
    if (at > from) parts.push({ text: message.slice(from, at), found: false });
    parts.push({ text: message.slice(at, at + wanted.length), found: true });
    from = at + wanted.length;
  }
  if (from < message.length) parts.push({ text: message.slice(from), found: false });
  return parts;
}
