import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Answer, ask } from './ask.ts';
import { writePaper } from './paper.ts';
import { formatAnswer } from './table.ts';

const program = fileURLToPath(new URL('../dist/bench.js', import.meta.url));

function bench(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a batch of items that cost nothing is measured, beside what a message for each costs', { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = bench('items', '--quick', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answer: Answer = JSON.parse(stdout);
  expect(answer.races.map(({ title }) => title)).toEqual(['1,000 items that do nothing']);
  for (const { median } of answer.races[0]?.figures ?? []) expect(median).toBeGreaterThan(0);
});

// Those that are answered soon. The others start processes, servers or a browser, a minute and more each where the machine is busy:
// `npm run bench -- --quick` asks all of them.
test.each(['threads', 'estimate'])('%s is asked and answered', { timeout: 120_000 }, (question) => {
  const { status, stdout, stderr } = bench(question, '--quick', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answer: Answer = JSON.parse(stdout);
  expect(answer.races.length).toBeGreaterThan(0);
  for (const { median } of answer.races.flatMap(({ figures }) => figures)) expect(median).toBeGreaterThan(0);
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

test('of growing sizes the table tells how many times the first each is, and what a figure is to reach', async () => {
  const contestants = [5, 6].map((cost) => ({ name: `${cost}`, reach: 5, measure: async () => cost }));
  const races = () => [{ title: 'sizes', unit: 'ms', grows: true, contestants }];
  const answer = await ask({ title: 'How much?', unit: 's', better: 'less', races }, { quick: true, folder: '' }, { rounds: 1 });
  expect(formatAnswer(answer)).toBe(`How much? (s, less is better; one run)

sizes (ms)
  5  5.00  5.00 – 5.00                    at most 5.00: yes
  6  6.00  6.00 – 6.00  1.20 × the first  at most 5.00: NO`);
});

test('a paper gets the tables of a run, and keeps what is around them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'milepost-paper-'));
  const [paper, run] = [join(folder, 'paper.md'), join(folder, 'run.jsonl')];
  writeFileSync(paper, 'Before.\n<!-- bench: sizes -->\nold\n<!-- end of sizes -->\nAfter.\n');
  const contestants = [{ name: 'a|b', measure: async () => 5 }];
  const races = () => [{ title: 'a race', contestants }];
  const answer = await ask({ title: 'How much?', unit: 's', better: 'less', races }, { quick: true, folder }, { rounds: 1 });
  writeFileSync(run, `${JSON.stringify({ question: 'sizes', machine: 'A machine', ...answer })}\n`);
  expect(writePaper(paper, run)).toEqual(['sizes']);
  expect(readFileSync(paper, 'utf8')).toBe(`Before.
<!-- bench: sizes -->
**How much?** Less is better; one run.

| a race | s | lowest – highest | compared | asked for |
|---|--:|--:|--:|---|
| a\\|b | 5.00 | 5.00 – 5.00 |  |  |

A machine.
<!-- end of sizes -->
After.
`);
  writeFileSync(run, `${JSON.stringify({ question: 'other', machine: '', ...answer })}\n`);
  expect(() => writePaper(paper, run)).toThrow('has no place for the answer to "other"');
  rmSync(folder, { recursive: true });
});
