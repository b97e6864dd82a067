import { completedCount, type Job, type LogEntry } from '@milepost/core/model';
import type { Output, View } from '../view.ts';
import { type Colours, colours, wantsColour } from '../words/colours.ts';
import { describeNext, summarize } from '../words/summary.ts';
import { oneLine, textWidth } from '../words/text-width.ts';
import { barLine } from './bar-line.ts';

/** One live line at the bottom of the terminal, drawn ten times a second at most; the log runs above it. */
export function barView(out: Output, { unicode, interval = 100 }: { unicode: boolean; interval?: number }): View {
  const colour = colours(wantsColour(true));
  let job: Job | null = null;
  let movedAt = Date.now();
  let drawn = '';

  const erase = () => {
    if (drawn === '') return;
    // A window that became narrower has broken the line into several: go up to where it begins.
    const rows = Math.max(1, Math.ceil(textWidth(drawn) / (out.columns ?? 80)));
    out.write(`\r${rows > 1 ? `\x1b[${rows - 1}A` : ''}\x1b[J`);
    drawn = '';
  };
  const draw = () => {
    if (job === null) return;
    // The last column stays free: some terminals go on to the next line when it is written.
    const line = barLine({ job, columns: (out.columns ?? 80) - 1, now: Date.now(), movedAt, colour, unicode });
    if (line === drawn) return;
    if (textWidth(drawn) >= (out.columns ?? 80)) erase();
    out.write(`\r${line}\x1b[K`);
    drawn = line;
  };
  const above = (text: string) => {
    erase();
    out.write(`${text}\n`);
    draw();
  };
  const aboveLog = (entries: readonly LogEntry[]) => {
    const shown = entries.filter(({ level }) => level !== 'debug');
    if (shown.length > 0) above(shown.map((entry) => describe(entry, colour)).join('\n'));
  };
  const timer = setInterval(draw, interval);
  const redraw = () => {
    erase();
    draw();
  };
  out.on('resize', redraw);
  out.write('\x1b[?25l');
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    clearInterval(timer);
    out.off('resize', redraw);
    erase();
    out.write('\x1b[?25h');
  };

  return {
    show(event) {
      if (event.type === 'log') return aboveLog(event.entries);
      if (event.type === 'snapshot') aboveLog(event.log);
      const progress = event.type === 'progress' ? event.progress : event.job.progress;
      if (job === null || completedCount(progress) !== completedCount(job.progress)) movedAt = Date.now();
      const isFirst = job === null;
      if (event.type !== 'progress') job = event.job;
      else if (job !== null) job = { ...job, progress };
      if (isFirst) draw();
    },
    say: above,
    end(ended, failed) {
      close();
      out.write(`${[summarize(ended, failed, colour), ...describeNext(ended)].join('\n')}\n`);
    },
    close,
  };
}

function describe({ level, message }: LogEntry, colour: Colours): string {
  const text = oneLine(message);
  return level === 'error' ? colour.red(text) : level === 'warn' ? colour.yellow(text) : colour.dim(text);
}
