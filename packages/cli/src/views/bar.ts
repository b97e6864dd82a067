import { completedCount, type Job, type LogEntry, type Progress, percentDone } from '@milepost/core/model';
import type { Output, View } from '../view.ts';
import { type Colours, colours, wantsColour } from '../words/colours.ts';
import { describeNext, summarize } from '../words/summary.ts';
import { cutText, oneLine, textWidth } from '../words/text-width.ts';
import { barLine } from './bar-line.ts';
import { nameShortly } from './several.ts';
import { stageLines } from './stage-lines.ts';

export interface BarOptions {
  /** False for a terminal that knows nothing but ASCII. */
  readonly unicode: boolean;
  /** True where several jobs are shown: then each is named. */
  readonly several?: boolean;
  /** Options for the commands that are advised. */
  readonly more?: string;
  /** Milliseconds between two frames. */
  readonly interval?: number;
}

interface Shown {
  readonly job: Job;
  /** When it last got on, epoch milliseconds. */
  readonly movedAt: number;
}

/**
 * A live line for each job at the bottom of the terminal, drawn ten times a second at most; the log runs above, and what became
 * of those that have ended.
 */
export function barView(out: Output, { unicode, several = false, more = '', interval = 100 }: BarOptions): View {
  const colour = colours(wantsColour(true));
  const jobs = new Map<string, Shown>();
  let drawn: readonly string[] = [];

  const columns = () => out.columns ?? 80;
  /** How to get back to where the drawn lines begin. A window that became narrower has broken some of them into several. */
  const toTop = () => {
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns())), 0);
    return `\r${rows > 1 ? `\x1b[${rows - 1}A` : ''}`;
  };
  const erase = () => {
    if (drawn.length > 0) out.write(`${toTop()}\x1b[J`);
    drawn = [];
  };
  const lines = (now: number) => {
    // The last column stays free: some terminals go on to the next line when it is written.
    const width = columns() - 1;
    const room = Math.max(1, (out.rows ?? 24) - 2);
    const all = [...jobs.values()];
    const fitting = all.length > room ? all.slice(0, room - 1) : all;
    const drawing = fitting.flatMap(({ job, movedAt }) => {
      const title = several ? nameShortly(job) : job.title;
      const line = barLine({ job, title, columns: width, now, movedAt, colour, unicode });
      // Of several jobs only the whole is shown.
      return several ? [line] : [line, ...stageLines(job.progress, { columns: width, room: room - 1, colour, unicode })];
    });
    return fitting.length === all.length ? drawing : [...drawing, cutText(`and ${all.length - fitting.length} more`, width)];
  };
  const draw = () => {
    const next = lines(Date.now());
    if (next.join('\n') === drawn.join('\n')) return;
    const broken = drawn.some((line) => textWidth(line) >= columns());
    const start = drawn.length === 0 ? '\r' : `${toTop()}${broken ? '\x1b[J' : ''}`;
    const rest = drawn.length > next.length ? '\x1b[J' : '';
    out.write(`${start}${next.map((line) => `${line}\x1b[K`).join('\n')}${rest}`);
    drawn = next;
  };
  const above = (text: string) => {
    erase();
    out.write(`${text}\n`);
    draw();
  };
  const aboveLog = (id: string, entries: readonly LogEntry[]) => {
    const shown = entries.filter(({ level }) => level !== 'debug');
    const job = jobs.get(id)?.job;
    const head = several && job !== undefined ? `${nameShortly(job)}: ` : '';
    if (shown.length > 0) above(shown.map((entry) => describe(entry, head, colour)).join('\n'));
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
    process.off('exit', close);
    erase();
    out.write('\x1b[?25h');
  };
  // Who leaves at once wants the cursor back too.
  process.on('exit', close);

  return {
    show(id, event) {
      const known = jobs.get(id);
      const job = 'job' in event ? event.job : known?.job;
      if (event.type === 'log') return aboveLog(id, event.entries);
      if (job === undefined) return;
      const progress = event.type === 'progress' ? event.progress : job.progress;
      const moved = known === undefined || howFar(progress) !== howFar(known.job.progress);
      jobs.set(id, { job: { ...job, progress }, movedAt: moved ? Date.now() : known.movedAt });
      if (event.type === 'snapshot') aboveLog(id, event.log);
      if (known === undefined) draw();
    },
    say: above,
    end(job, failed) {
      jobs.delete(job.id);
      above([summarize(job, failed, colour), ...describeNext(job, more)].join('\n'));
    },
    close,
  };
}

/** Something that differs whenever a job has got on. */
function howFar(progress: Progress): string {
  return `${completedCount(progress)} ${percentDone(progress)}`;
}

function describe({ level, message }: LogEntry, head: string, colour: Colours): string {
  const text = `${head}${oneLine(message)}`;
  return level === 'error' ? colour.red(text) : level === 'warn' ? colour.yellow(text) : colour.dim(text);
}
