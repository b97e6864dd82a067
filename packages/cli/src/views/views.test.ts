import { emptyProgress, type Job, type Progress } from '@milepost/core/model';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { colours } from '../words/colours.ts';
import { textWidth } from '../words/text-width.ts';
import { barView } from './bar.ts';
import { barLine } from './bar-line.ts';
import { linesView } from './lines.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('into a pipe goes one line a second, and only what is new', () => {
  const out = screen();
  const view = linesView(out, out, { interval: 1000 });
  view.show('abc', { type: 'snapshot', job: job({ done: 0, total: 300 }), log: [] });
  for (let done = 1; done <= 42; done++)
    view.show('abc', { type: 'progress', progress: progress({ done, total: 300, rate: 12.3 }) });
  vi.advanceTimersByTime(5000);
  view.close();
  expect(out.text).toBe('0 of 300 photos (0.00%)\n42 of 300 photos (14.00%), 12.3/s\n');
});

test('the end is told at once, with what failed and why', () => {
  const out = screen();
  const view = linesView(out, out);
  view.show('abc', { type: 'snapshot', job: job({ total: 3 }), log: [] });
  const ended = { ...job({ done: 2, failed: 1, total: 3 }), state: 'partial' as const, startedAt: 1000, finishedAt: 3500 };
  const broken = {
    key: 'b',
    label: 'b.jpg',
    state: 'failed' as const,
    error: { code: 'BROKEN', message: 'It is broken.' },
    at: 0,
    ms: 0,
  };
  view.end(ended, [broken]);
  expect(out.text.split('\n').slice(1)).toEqual([
    '3 of 3 photos (100.00%), partial, 1 failed',
    '! Shift dates went through, and some failed: 2 photos done, 1 failed in 2.5 s.',
    '  b.jpg: It is broken.',
    '  To try the failed ones again: milepost retry abc',
    '',
  ]);
  vi.runAllTimers();
  expect(vi.getTimerCount()).toBe(0);
});

test('the line fits every width and always tells the count', () => {
  const busy = job({
    done: 40,
    failed: 2,
    total: 300,
    rate: 12.3,
    remaining: { low: 15, likely: 21, high: 30 },
    note: '写真 IMG_1201.jpg',
  });
  for (let columns = 12; columns <= 200; columns++) {
    const line = barLine({ job: busy, title: busy.title, columns, now: 0, movedAt: 0, colour: colours(true), unicode: true });
    expect(textWidth(line)).toBeLessThanOrEqual(columns);
    expect(line).toMatch(columns < 17 ? /14%/ : /42( of |\/)300/);
  }
});

test('several jobs have a line each, named; one that ends leaves its summary above the others', () => {
  const out = screen();
  const view = barView(out, { unicode: false, several: true, more: ' --data x' });
  const second = { ...job({ done: 1, total: 4 }), id: 'defghi' };
  view.show('abc', { type: 'snapshot', job: job({ done: 1, total: 10 }), log: [] });
  view.show('defghi', { type: 'snapshot', job: second, log: [] });
  vi.advanceTimersByTime(100);
  expect(visible(out.text)).toEqual([
    expect.stringMatching(/^Shift dates abc .* 1 of 10/),
    expect.stringMatching(/^Shift dates defg .* 1 of 4/),
  ]);
  view.show('abc', { type: 'log', entries: [{ seq: 1, at: 0, level: 'info', message: 'hello', item: null }] });
  view.end({ ...second, state: 'failed', finishedAt: 2000 }, []);
  vi.advanceTimersByTime(100);
  expect(visible(out.text)).toEqual([
    'Shift dates abc: hello',
    '✖ Shift dates failed: 1 photo done in 2.0 s.',
    '  To try again what failed or was left: milepost retry defghi --data x',
    expect.stringMatching(/^Shift dates abc .* 1 of 10/),
  ]);
  view.close();
});

test('stages have a line each below the whole, those within one while it is under way', () => {
  const out = screen();
  const view = barView(out, { unicode: false });
  const leaf = { weight: 1, stages: [] };
  const stages = [
    { ...leaf, name: 'Read', done: 4, total: 4, share: 1, stages: [{ ...leaf, name: 'Open', done: 1, total: 1, share: 1 }] },
    {
      ...leaf,
      name: 'Write',
      done: 0,
      total: null,
      share: 0.5,
      stages: [{ ...leaf, name: 'Pages', done: 6, total: 12, share: 0.5 }],
    },
    { ...leaf, name: 'Send', done: 0, total: null, share: null },
  ];
  view.show('abc', { type: 'snapshot', job: job({ stages }), log: [] });
  expect(visible(out.text)).toEqual([
    'Shift dates  ###############---------------  Pages: 6 of 12 (50.00%)',
    '  Read     ############  4 of 4',
    '  Write    ######------  50%',
    '    Pages  ######------  6 of 12',
    '  Send     ------------  ',
  ]);
  view.close();
});

test('more jobs than the window has lines are counted', () => {
  const out = screen(8);
  const view = barView(out, { unicode: false, several: true });
  for (let number = 0; number < 20; number++) {
    view.show(`job${number}`, { type: 'snapshot', job: { ...job({ total: 10 }), id: `job${number}` }, log: [] });
  }
  vi.advanceTimersByTime(100);
  expect(visible(out.text)).toHaveLength(6);
  expect(visible(out.text).at(-1)).toBe('and 15 more');
  view.close();
});

test('into a pipe each of several jobs is named, and the end of one takes nothing from the others', () => {
  const out = screen();
  const view = linesView(out, out, { several: true });
  view.show('abc', { type: 'snapshot', job: job({ total: 3 }), log: [] });
  view.show('def', { type: 'snapshot', job: { ...job({ total: 5 }), id: 'def' }, log: [] });
  view.end({ ...job({ done: 3, total: 3 }), state: 'succeeded' }, []);
  view.show('def', { type: 'progress', progress: progress({ done: 4, total: 5 }) });
  vi.advanceTimersByTime(1000);
  view.close();
  expect(out.text.split('\n').filter((line) => line.startsWith('Shift dates '))).toEqual([
    'Shift dates abc: 0 of 3 photos (0.00%)',
    'Shift dates def: 0 of 5 photos (0.00%)',
    'Shift dates abc: 3 of 3 photos (100.00%), succeeded',
    'Shift dates def: 4 of 5 photos (80.00%)',
  ]);
});

test('one failure in a million is seen in the bar', () => {
  const failed = job({ done: 999_998, failed: 1, total: 1_000_000 });
  const line = barLine({
    job: failed,
    title: failed.title,
    columns: 120,
    now: 0,
    movedAt: 0,
    colour: colours(true),
    unicode: false,
  });
  expect(line).toContain(colours(true).red('#'));
});

test('log lines stand above the bar, in order, and the bar is drawn ten times a second', () => {
  const out = screen();
  const view = barView(out, { unicode: false });
  view.show('abc', { type: 'snapshot', job: job({ total: 10 }), log: [] });
  const before = out.writes;
  for (let done = 1; done < 1000; done++) view.show('abc', { type: 'progress', progress: progress({ done, total: 1000 }) });
  expect(out.writes).toBe(before);
  vi.advanceTimersByTime(100);
  expect(out.writes).toBe(before + 1);
  const entry = { seq: 1, at: 0, level: 'info' as const, message: 'one\nmore', item: null };
  view.show('abc', { type: 'log', entries: [entry, { ...entry, seq: 2, message: 'two' }] });
  expect(out.text).toMatch(/one more.*\n.*two.*\n\r.*999 of 1000/);
  view.close();
  expect(out.text.endsWith('\x1b[?25h')).toBe(true);
  expect(out.listeners).toBe(0);
});

function screen(rows = 24) {
  const out = {
    text: '',
    writes: 0,
    listeners: 0,
    isTTY: false,
    columns: 80,
    rows,
    write(text: string) {
      out.text += text;
      out.writes++;
    },
    on: () => out.listeners++,
    off: () => out.listeners--,
  };
  return out;
}

/** What stands on the screen, line by line, without colours: as a terminal makes of cursor up, erasing and returning. */
function visible(text: string): string[] {
  const lines = [''];
  let row = 0;
  let fresh = false;
  // Told apart by the escape character, which each of them begins with but text.
  for (const [part] of text.replaceAll('\x1b', '␛').matchAll(/␛\[[?\d;]*[a-zA-Z]|\r|\n|[^␛\r\n]+/g)) {
    const [, up] = /^␛\[(\d+)A$/.exec(part) ?? [];
    if (part === '\r' || part === '\n') fresh = true;
    if (up !== undefined) row -= Number(up);
    else if (part === '␛[J') lines.splice(row, lines.length, '');
    else if (part === '\n') lines[++row] ??= '';
    else if (!/^[␛\r]/.test(part)) {
      lines[row] = fresh ? part : `${lines[row]}${part}`;
      fresh = false;
    }
  }
  return lines.filter((line) => line !== '');
}

function progress(more: Partial<Progress>): Progress {
  return { ...emptyProgress('photo'), ...more };
}

function job(more: Partial<Progress>): Job {
  return {
    id: 'abc',
    task: 'photos.shift-dates',
    title: 'Shift dates',
    input: {},
    state: 'running',
    progress: progress(more),
    attempt: 1,
    createdAt: 0,
    startedAt: 0,
    finishedAt: null,
    result: null,
    error: null,
    worker: null,
    retryOf: null,
    undoOf: null,
    undoable: false,
  };
}
