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
  view.show({ type: 'snapshot', job: job({ done: 0, total: 300 }), log: [] });
  for (let done = 1; done <= 42; done++) view.show({ type: 'progress', progress: progress({ done, total: 300, rate: 12.3 }) });
  vi.advanceTimersByTime(5000);
  view.close();
  expect(out.text).toBe('0 of 300 photos (0.00%)\n42 of 300 photos (14.00%), 12.3/s\n');
});

test('the end is told at once, with what failed and why', () => {
  const out = screen();
  const view = linesView(out, out);
  view.show({ type: 'snapshot', job: job({ total: 3 }), log: [] });
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
    const line = barLine({ job: busy, columns, now: 0, movedAt: 0, colour: colours(true), unicode: true });
    expect(textWidth(line)).toBeLessThanOrEqual(columns);
    expect(line).toMatch(columns < 17 ? /14%/ : /42( of |\/)300/);
  }
});

test('one failure in a million is seen in the bar', () => {
  const failed = job({ done: 999_998, failed: 1, total: 1_000_000 });
  const line = barLine({ job: failed, columns: 120, now: 0, movedAt: 0, colour: colours(true), unicode: false });
  expect(line).toContain(colours(true).red('#'));
});

test('log lines stand above the bar, in order, and the bar is drawn ten times a second', () => {
  const out = screen();
  const view = barView(out, { unicode: false });
  view.show({ type: 'snapshot', job: job({ total: 10 }), log: [] });
  const before = out.writes;
  for (let done = 1; done < 1000; done++) view.show({ type: 'progress', progress: progress({ done, total: 1000 }) });
  expect(out.writes).toBe(before);
  vi.advanceTimersByTime(100);
  expect(out.writes).toBe(before + 1);
  const entry = { seq: 1, at: 0, level: 'info' as const, message: 'one\nmore', item: null };
  view.show({ type: 'log', entries: [entry, { ...entry, seq: 2, message: 'two' }] });
  expect(out.text).toMatch(/one more.*\n.*two.*\n\r.*999 of 1000/);
  view.close();
  expect(out.text.endsWith('\x1b[?25h')).toBe(true);
  expect(out.listeners).toBe(0);
});

function screen() {
  const out = {
    text: '',
    writes: 0,
    listeners: 0,
    isTTY: false,
    columns: 80,
    write(text: string) {
      out.text += text;
      out.writes++;
    },
    on: () => out.listeners++,
    off: () => out.listeners--,
  };
  return out;
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
