import { expect, onTestFinished, test } from 'vitest';
import { createCatalog } from '../check/catalog.ts';
import demo from '../demo/index.ts';
import type { Assignment, Line, Report } from '../engine.ts';
import { noCounts } from '../progress/cell.ts';
import { createRunner } from './runner.ts';
import { createWorkplace } from './workplace.ts';

/** A job at work, of whose reports those of one type wait for a disk that is full. */
function perform(steps: number, held: Report['type']) {
  const place = createWorkplace('here', { jobs: 1, threads: 1 });
  onTestFinished(() => place.pool.close());
  const reports: Report[] = [];
  const waiting: (() => void)[] = [];
  const line = {
    async report(report: Report) {
      reports.push(report);
      if (report.type === held) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    total: async (here) => here,
  } satisfies Partial<Line> as unknown as Line; // it has no plan
  const assignment: Assignment = {
    ...{ job: 'job', task: 'demo.sleep', input: { steps }, attempt: 1, priority: 0, since: 0, exclusive: null },
    ...{ direction: 'do', planned: false, only: null, except: null, checkpoint: null, restored: noCounts },
  };
  const work = createRunner(createCatalog([demo]), place)(assignment, line);
  const told = (type: Report['type']) => reports.filter((report) => report.type === type);
  const write = () => waiting.splice(0).forEach((resolve) => void resolve());
  return { work, told, write };
}

const patiently = { timeout: 30_000 };

test.each(['cancel', 'leave'] as const)(
  'to %s a job whose end is being written changes nothing of it, and leaves no timer',
  async (order) => {
    const { work, told, write } = perform(1, 'ended');
    await expect.poll(() => told('ended').length, patiently).toBe(1);
    work[order]();
    write();
    await work.ended;
    expect(told('ended')).toMatchObject([{ ending: { state: 'succeeded' } }]);
  },
);

test('while what was told of its progress cannot be written a job tells nothing more of it, and all of it at its end', async () => {
  const { work, told, write } = perform(8, 'progress');
  await work.ended;
  expect(told('progress')).toHaveLength(1);
  expect(told('ended')).toMatchObject([{ counts: { done: 8 } }]);
  write();
});
