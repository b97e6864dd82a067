import type { LogEntry } from '@milepost/core/model';

/** One line for a file: `2026-01-31T12:00:00.000Z warn  IMG_1.jpg: text`. */
export function writeLine({ at, level, item, message }: LogEntry): string {
  const about = item !== null && !message.includes(item) ? `${item}: ` : '';
  return `${new Date(at).toISOString()} ${level.padEnd(5)} ${about}${message}\n`;
}

/** Hands the lines to the reader as a file. */
export function saveLog(name: string, lines: readonly LogEntry[]): void {
  const url = URL.createObjectURL(new Blob(lines.map(writeLine), { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
