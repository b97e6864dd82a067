import type { LogEntry, WatchEvent } from '@milepost/core/model';
import { Unreachable } from './errors.ts';
import { backOff, pause } from './pause.ts';
import type { Wire } from './wire.ts';

/** As many as the server gives at once. */
const pageSize = 1000;

/**
 * Pushes each line of a job's log once and in order. A snapshot, at the beginning or after a gap, holds only the last lines: those
 * between what was seen and the snapshot are read from the server first.
 */
export async function pourLog(
  wire: Wire,
  id: string,
  events: AsyncIterable<WatchEvent>,
  signal: AbortSignal,
  push: (entry: LogEntry) => void,
): Promise<void> {
  let seen = 0;
  const take = (entries: readonly LogEntry[]) => {
    for (const entry of entries) {
      if (entry.seq <= seen) continue;
      seen = entry.seq;
      push(entry);
    }
  };

  for await (const event of events) {
    if (event.type === 'log') take(event.entries);
    if (event.type !== 'snapshot') continue;
    const first = event.log[0]?.seq ?? 0;
    while (seen + 1 < first) {
      const page = await readPage(wire, id, seen, signal);
      if (page.length === 0) break;
      take(page);
    }
    take(event.log);
  }
}

/** Asks until an answer comes: the connection was there a moment ago, and what follows must wait for these lines. */
async function readPage(wire: Wire, id: string, after: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await wire.query('jobs.log', { id, after, limit: pageSize }, { signal });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
    await pause(backOff(attempt), signal);
  }
}
