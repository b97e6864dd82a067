import { completedCount, type Job, type Progress, percentDone } from '@milepost/core/model';
import type { Colours } from '../words/colours.ts';
import { glyph } from '../words/glyphs.ts';
import { describeCounts, describeCountsShortly, describePace, describePercent } from '../words/progress.ts';
import { cutText, oneLine, textWidth } from '../words/text-width.ts';
import { describeElapsed } from '../words/time.ts';

export interface BarLine {
  readonly job: Job;
  /** What it is called. */
  readonly title: string;
  readonly columns: number;
  readonly now: number;
  /** When it last got on, epoch milliseconds. */
  readonly movedAt: number;
  readonly colour: Colours;
  /** False for a terminal that knows nothing but ASCII. */
  readonly unicode: boolean;
}

/**
 * The whole line, at most `columns` wide. What matters least goes first where there is little room: the note, the title, the
 * rate, then the bar; what stays is the count.
 */
export function barLine(line: BarLine): string {
  const { job, columns, colour } = line;
  const { progress, state } = job;
  const pace = progress.stalled
    ? [...describePace(job), `no progress for ${describeElapsed(line.now - line.movedAt)}`]
    : describePace(job);
  const title = oneLine(line.title);
  const long = describeCounts(progress, state);
  const short = [describePercent(progress, state), describeCountsShortly(progress)].filter((part) => part !== null).join(' ');
  const withoutRate = pace.filter((part) => !/\/(s|min|h)$/.test(part));
  const wordings = [
    { title, words: [long, ...pace] },
    { title: '', words: [long, ...pace] },
    { title: '', words: [long, ...withoutRate] },
    { title: '', words: [short, ...withoutRate] },
    { title: '', words: [short] },
  ];

  for (const wording of wordings) {
    const text = wording.words.join(separator);
    const taken = textWidth(text) + (wording.title === '' ? 0 : textWidth(wording.title) + 2) + 2;
    const room = columns - taken;
    if (room < shortestBar) continue;
    const width = Math.min(longestBar, room);
    const note = progress.note === null ? '' : cutText(oneLine(progress.note), room - width - separator.length);
    const head = wording.title === '' ? '' : `${colour.bold(wording.title)}  `;
    const tail = textWidth(note) < 3 ? '' : colour.dim(`${separator}${note}`);
    return `${head}${bar(line, width)}  ${paintFailed(text, colour)}${tail}`;
  }
  return cutText(short, columns);
}

const separator = ' · ';
const shortestBar = 6;
const longestBar = 30;

function bar({ job, now, colour, unicode }: BarLine, width: number): string {
  const full = glyph('full', unicode);
  const empty = colour.dim(glyph('empty', unicode));
  const { progress } = job;
  const percent = percentDone(progress);
  if (percent === null) {
    // Nobody knows how far it is to go: a block that wanders to and fro, two columns a tick.
    const block = Math.min(4, width - 1);
    const way = width - block;
    const step = Math.floor(now / 100) % (2 * way);
    const at = job.state === 'running' ? (step < way ? step : 2 * way - step) : 0;
    return empty.repeat(at) + colour.cyan(full.repeat(block)) + empty.repeat(way - at);
  }
  const [done, skipped, failed] = segments(progress, Math.floor((width * percent) / 100));
  return (
    colour.green(full.repeat(done)) +
    colour.yellow(full.repeat(skipped)) +
    colour.red(full.repeat(failed)) +
    empty.repeat(width - done - skipped - failed)
  );
}

/** Of the columns that are filled, those for done, skipped and failed. Whatever failed is seen, be it one in a million. */
function segments(progress: Progress, filled: number): [done: number, skipped: number, failed: number] {
  const completed = completedCount(progress);
  const share = (count: number) => (count === 0 ? 0 : Math.max(1, Math.round((filled * count) / Math.max(1, completed))));
  const failed = Math.min(filled, share(progress.failed));
  const skipped = Math.min(filled - failed, share(progress.skipped));
  return [filled - failed - skipped, skipped, failed];
}

function paintFailed(text: string, colour: Colours): string {
  return text.replace(/\d+ failed/, colour.red);
}
