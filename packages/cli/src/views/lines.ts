import type { Job, LogEntry, Progress } from '@milepost/core/model';
import type { Output, View } from '../view.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { describeCounts, describePace } from '../words/progress.ts';
import { describeNext, summarize } from '../words/summary.ts';
import { oneLine } from '../words/text-width.ts';

/**
 * One plain line a second, for a pipe, a log file or a terminal that cannot move its cursor. A line is written only when it says
 * something new.
 */
export function linesView(out: Output, err: Pick<Output, 'write'>, { interval = 1000 }: { interval?: number } = {}): View {
  const colour = colours(wantsColour(out.isTTY ?? false));
  let job: Job | null = null;
  let last = '';
  let timer: NodeJS.Timeout | null = null;

  const write = () => {
    timer = null;
    if (job === null) return;
    const line = describeLine(job);
    if (line !== last) out.write(`${line}\n`);
    last = line;
  };
  const soon = () => {
    timer ??= setTimeout(write, interval);
  };
  const stop = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  return {
    show(event) {
      if (event.type === 'log') return writeLog(out, event.entries);
      if (event.type === 'snapshot') writeLog(out, event.log);
      if (event.type === 'progress') {
        if (job !== null) job = { ...job, progress: event.progress };
        return soon();
      }
      const isFirst = job === null;
      job = event.job;
      if (isFirst) write();
      else soon();
    },
    say: (message) => void err.write(`${message}\n`),
    end(ended, failed) {
      stop();
      job = ended;
      write();
      out.write(`${[summarize(ended, failed, colour), ...describeNext(ended)].join('\n')}\n`);
    },
    close: stop,
  };
}

function describeLine(job: Job): string {
  if (job.state === 'queued' && job.progress.total === null) return 'queued';
  return [describeCounts(job.progress, job.state), ...describePace(job), ...note(job.progress)].join(', ');
}

function note({ note: text, stalled }: Progress): string[] {
  return [...(stalled ? ['no progress for a while'] : []), ...(text === null || text === '' ? [] : [oneLine(text)])];
}

function writeLog(out: Output, entries: readonly LogEntry[]): void {
  for (const entry of entries) {
    if (entry.level !== 'debug') out.write(`${entry.level === 'info' ? 'log' : entry.level}: ${oneLine(entry.message)}\n`);
  }
}
