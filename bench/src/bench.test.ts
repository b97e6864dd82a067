import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Answer, ask } from './ask.ts';
import { formatAnswer } from './table.ts';

const program = fileURLToPath(new URL('../dist/bench.js', import.meta.url));

function bench(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('every photo task is measured, beside the peers that are installed', { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = bench('photos', '--quick', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answer: Answer = JSON.parse(stdout);
  expect(answer.races.map(({ title }) => title.split(':')[0])).toEqual([
    'Turned upright without loss',
    'Dates shifted by an hour',
    'Named after their dates',
    'File times and ModifyDate from the date taken',
  ]);
  for (const { figures, notes } of answer.races) {
    expect(figures[0]).toMatchObject({ name: 'Milepost', ratio: null });
    expect(figures.length + notes.length).toBeGreaterThan(2);
    for (const { median } of figures) expect(median).toBeGreaterThan(0);
  }
});

test('a batch of items that cost nothing is measured, beside what a message for each costs', { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = bench('items', '--quick', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answer: Answer = JSON.parse(stdout);
  expect(answer.races.map(({ title }) => title)).toEqual(['1,000 items that do nothing']);
  for (const { median } of answer.races[0]?.figures ?? []) expect(median).toBeGreaterThan(0);
});

test('what watchers cost is measured beside raw ws', { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = bench('watchers', '--quick', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answer: Answer = JSON.parse(stdout);
  for (const { figures } of answer.races) {
    expect(figures.map(({ name }) => name)).toEqual(['Milepost', 'raw ws, the same bytes']);
    for (const { median } of figures) expect(median).toBeGreaterThan(0);
  }
});

test('a question that nobody knows is refused', () => {
  expect(bench('nonsense')).toMatchObject({ status: 2, stderr: expect.stringContaining('and got nonsense') });
  expect(bench('--rounds', 'many')).toMatchObject({ status: 2 });
});

test('the table tells medians and spread, and how ours compares in each round', async () => {
  const values = [
    [30, 10, 20],
    [10, 10, 10],
  ];
  const turns: string[] = [];
  const contestants = ['ours', 'theirs'].map((name, index) => ({
    name,
    wanted: 3,
    async measure() {
      turns.push(name);
      return values[index]?.shift() ?? 0;
    },
  }));
  const question = { title: 'How fast?', unit: '/s', better: 'more', races: () => [{ title: 'a race', contestants }] } as const;
  const answer = await ask(question, { quick: true, folder: '' }, { rounds: 3 });
  expect(turns).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
  expect(formatAnswer(answer)).toBe(`How fast? (/s, more is better; the median of 3 runs, with the lowest and the highest)

a race
  ours    20.0  10.0 – 30.0
  theirs  10.0  10.0 – 10.0  ours is 2.00 ×  wanted 3.00 ×: NO`);
});
