import type { Job, LogEntry, Progress } from '@milepost/core/model';
import type { Output, View } from '../view.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { describeCounts, describePace, hasCounts } from '../words/progress.ts';
import { describeNext, summarize } from '../words/summary.ts';
import { oneLine } from '../words/text-width.ts';
import { nameShortly } from './several.ts';

export interface LinesOptions {
  /** True where several jobs are shown: then each line names its job. */
  readonly several?: boolean;
  /** Options for the commands that are advised. */
  readonly more?: string;
  /** Milliseconds between two lines of a job. */
  readonly interval?: number;
}

interface Shown {
  job: Job;
  last: string;
}

/**
 * One plain line a second, for a pipe, a log file or a terminal that cannot move its cursor. A line is written only when it says
 * something new.
 */
export function linesView(
  out: Output,
  err: Pick<Output, 'write'>,
  { several = false, more = '', interval = 1000 }: LinesOptions = {},
): View {
  const colour = colours(wantsColour(out.isTTY ?? false));
  const jobs = new Map<string, Shown>();
  const moved = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const head = (job: Job | undefined) => (several && job !== undefined ? `${nameShortly(job)}: ` : '');
  const write = (shown: Shown) => {
    const line = describeLine(shown.job);
    if (line !== shown.last) out.write(`${head(shown.job)}${line}\n`);
    shown.last = line;
  };
  const writeMoved = () => {
    timer = null;
    for (const id of moved) {
      const shown = jobs.get(id);
      if (shown !== undefined) write(shown);
    }
    moved.clear();
  };
  const soon = (id: string) => {
    moved.add(id);
    timer ??= setTimeout(writeMoved, interval);
  };
  const writeLog = (id: string, entries: readonly LogEntry[]) => {
    for (const { level, message } of entries) {
      if (level === 'debug') continue;
      out.write(`${head(jobs.get(id)?.job)}${level === 'info' ? 'log' : level}: ${oneLine(message)}\n`);
    }
  };

  return {
    show(id, event) {
      if (event.type === 'log') return writeLog(id, event.entries);
      const shown = jobs.get(id);
      if (event.type === 'progress') {
        if (shown !== undefined) shown.job = { ...shown.job, progress: event.progress };
        return soon(id);
      }
      if (shown !== undefined) shown.job = event.job;
      else jobs.set(id, { job: event.job, last: '' });
      if (event.type === 'snapshot') writeLog(id, event.log);
      const first = shown === undefined ? jobs.get(id) : undefined;
      if (first !== undefined) write(first);
      else soon(id);
    },
    say: (message) => void err.write(`${message}\n`),
    end(job, failed) {
      const shown = jobs.get(job.id) ?? { job, last: '' };
      shown.job = job;
      write(shown);
      jobs.delete(job.id);
      out.write(`${[summarize(job, failed, colour), ...describeNext(job, more)].join('\n')}\n`);
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

function describeLine(job: Job): string {
  if (job.state === 'queued' && job.progress.total === null) return 'queued';
  const counts = hasCounts(job.progress) ? describeCounts(job.progress, job.state) : job.state === 'running' ? 'running' : null;
  return [counts, ...describePace(job), ...note(job.progress)].filter((part) => part !== null).join(', ');
}

function note({ note: text, stalled }: Progress): string[] {
  return [...(stalled ? ['no progress for a while'] : []), ...(text === null || text === '' ? [] : [oneLine(text)])];
}
