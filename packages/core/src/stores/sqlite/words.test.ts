import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { JobQuery } from '../../model/index.ts';
import type { JobRecord } from '../../store.ts';
import { makeFolder } from '../../testing/open.ts';
import { create, makeRecord } from '../../testing/store/house.ts';
import { asStore, openSqliteFile } from './file.ts';
import { readDatabase } from './schema.ts';

const many = 2_500;
const places = ['Größe 100 %', 'say "no"', 'a AND b', "it's", '💡 lamp', 'ß'];

function makeMany(from: number, count: number): JobRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    return makeRecord(`job-${number}`, {
      task: number % 7 === 0 ? 'a.rare' : 'a.usual',
      state: number % 50 === 0 ? 'failed' : 'succeeded',
      input: { place: places[number % places.length], of: `of ${number}` },
      finishedAt: 1_000,
    });
  });
}

async function openMany() {
  const file = join(await makeFolder(), 'milepost.sqlite');
  const store = asStore(openSqliteFile(file, false));
  onTestFinished(() => store.close());
  let records: JobRecord[] = [];
  const learnt = () => {
    const { database } = readDatabase(file);
    const { count } = database.prepare('SELECT count(*) AS count FROM words').get() as { count: number }; // as selected
    database.close();
    return count;
  };

  /** All pages, beside what holds the text. */
  async function expectFound(query: JobQuery & { text: string }): Promise<void> {
    const text = query.text.toLowerCase();
    const holding = records.filter(({ job }) =>
      `${job.id} ${job.title} ${job.task} ${JSON.stringify(job.input)}`.toLowerCase().includes(text),
    );
    const wanted = holding.filter(({ job }) => (query.states ?? [job.state]).includes(job.state));
    const found: string[] = [];
    let cursor: string | undefined;
    let failed = 0;
    do {
      const page = await store.jobs({ ...query, limit: 1_000, cursor });
      found.push(...page.records.map(({ job }) => job.id));
      failed = page.counts.failed;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(wanted.map(({ job }) => job.id).reverse());
    expect(failed).toBe(holding.filter(({ job }) => job.state === 'failed').length);
  }

  return {
    learnt,
    async add(more: JobRecord[]) {
      records = [...records, ...more];
      await create(store, ...more);
    },
    async remove(ids: readonly string[]) {
      records = records.filter(({ job }) => !ids.includes(job.id));
      await store.commit(ids.map((job) => ({ type: 'remove', job })));
    },
    async expectAllFound() {
      for (const text of ['of 1234', 'größe 100', '"no', "it's", '💡 l', 'ob', 'no such']) await expectFound({ text });
      for (const text of ['ß"', 'rare', 'suite']) await expectFound({ text, states: ['failed'] });
    },
  };
}

test('among many jobs a search finds what holds the text and nothing else, before they are learnt and after', {
  timeout: 60_000,
}, async () => {
  const jobs = await openMany();
  await jobs.add(makeMany(0, 500));
  await jobs.expectAllFound();
  expect(jobs.learnt()).toBe(0);
  await jobs.add(makeMany(500, many - 500));
  await jobs.expectAllFound();
  await expect.poll(jobs.learnt, { timeout: 20_000 }).toBe(many);
  await jobs.expectAllFound();
});

test('what was removed is not found, and what came since is, also where it was given the number of another', {
  timeout: 60_000,
}, async () => {
  const jobs = await openMany();
  await jobs.add(makeMany(0, many));
  await jobs.expectAllFound();
  await expect.poll(jobs.learnt, { timeout: 20_000 }).toBe(many);
  await jobs.remove(Array.from({ length: 300 }, (_, index) => `job-${index * 5}`));
  await jobs.remove([`job-${many - 1}`, `job-${many - 2}`]);
  await jobs.expectAllFound();
  await expect.poll(jobs.learnt, { timeout: 20_000 }).toBe(many - 302);
  await jobs.add(makeMany(many, 30));
  await jobs.expectAllFound();
});
