import { expect, test } from 'vitest';
import { range } from '../define/range.ts';
import { currentStage, describeProgress, type Progress, percentDone } from '../model/index.ts';
import { createCell, giveOrder, noCounts, readCounts, resetSlot } from './cell.ts';
import { Meter } from './meter.ts';
import { SharedReporter } from './reporter.ts';

function begin() {
  const cell = createCell(1);
  const shown = (): Progress => new Meter('file', 0, noCounts).read(1_000, readCounts(cell), null);
  return { cell, progress: new SharedReporter(cell, 1), shown };
}

test('how far a job is, is made of its stages by their weights', () => {
  const { progress, shown } = begin();
  const read = progress.stage('Read', { total: 10 });
  const write = progress.stage('Write', { weight: 3, total: 100 });
  expect(percentDone(shown())).toBe(0);
  read.advance(10);
  write.advance(19);
  expect(shown()).toMatchObject({
    done: 0,
    total: null,
    stages: [
      { name: 'Read', weight: 1, done: 10, total: 10, share: 1, stages: [] },
      { name: 'Write', weight: 3, done: 19, total: 100, share: 0.19, stages: [] },
    ],
  });
  expect(percentDone(shown())).toBeCloseTo((1 + 3 * 0.19) * 25, 9);
  expect(describeProgress(shown(), 'running')).toBe('Write: 19 of 100 (39.25%)');
});

test('a parent is never complete over a part that is not, however deep it lies or little it weighs', () => {
  const { progress, shown } = begin();
  const outer = progress.stage('outer', { total: 1 });
  const inner = outer.stage('inner', { weight: 0.001 });
  const leaf = inner.stage('leaf', { total: 100 });
  progress.stage('other', { weight: 1_000, total: 1 }).advance();
  outer.advance();
  leaf.advance(19);
  expect(percentDone(shown())).toBeLessThan(100);
  expect(shown().stages[0]?.share).toBeLessThan(1);
  expect(currentStage(shown().stages)?.name).toBe('leaf');
  leaf.advance(81);
  expect(percentDone(shown())).toBe(100);
  expect(currentStage(shown().stages)).toBeNull();
});

test('what a job counts beside its stages is one more part where its total is known', () => {
  const { progress, shown } = begin();
  progress.stage('Read', { total: 1 }).advance();
  progress.advance(7);
  expect(describeProgress(shown())).toBe('7 files (100.00%)');
  progress.total = 10;
  expect(describeProgress(shown())).toBe('7 of 10 files (85.00%)');
});

test('a stage whose total is not known is not complete, and one that has nothing to do is', () => {
  const { progress, shown } = begin();
  const open = progress.stage('open');
  expect(percentDone(shown())).toBeNull();
  open.advance(40);
  expect(describeProgress(shown())).toBe('open: 40');
  progress.stage('empty', { total: 0 });
  expect(percentDone(shown())).toBe(50);
  open.total = open.completed;
  expect(percentDone(shown())).toBe(100);
});

test('the same name in the same parent is the same stage, and in another one another', () => {
  const { progress, shown } = begin();
  progress.stage('a', { total: 4 }).advance();
  progress.stage('a', { weight: 2 }).advance();
  progress.stage('a').stage('a').advance();
  expect(shown().stages).toMatchObject([{ name: 'a', weight: 2, done: 2, total: 4, stages: [{ name: 'a', done: 1 }] }]);
});

test('a stage goes over things, hears that the job is to stop, and begins anew with its job', () => {
  const { cell, progress, shown } = begin();
  const stage = progress.stage('a');
  expect([...stage.over(range(5), { from: 3 })]).toEqual([3, 4]);
  expect(readCounts(cell).stages).toMatchObject([{ done: 5, restored: 3, total: 5 }]);
  stage.skip();
  stage.fail();
  expect(stage.completed).toBe(7);
  giveOrder(cell, 'cancel');
  expect(() => stage.advance()).toThrow('cancelled');
  resetSlot(cell, 1);
  expect(shown().stages).toEqual([]);
  giveOrder(cell, 'go');
  progress.stage('b');
  expect(shown().stages).toMatchObject([{ name: 'b', done: 0, total: null }]);
});

test('names are cut to 120 bytes, and too many stages or ones that make no sense are refused', () => {
  const { progress, shown } = begin();
  progress.stage('é'.repeat(100));
  expect(shown().stages[0]?.name).toBe('é'.repeat(60));
  expect(() => progress.stage('')).toThrow('Expected the name of a stage; got "".');
  expect(() => progress.stage('a', { weight: 0 })).toThrow('Expected a weight above 0 for the stage "a"; got 0.');
  for (let more = 1; more < 64; more++) progress.stage(`stage ${more}`);
  expect(() => progress.stage('stage 64')).toThrow('A job has 64 stages at most; "stage 64" is one more.');
  expect(progress.stage('stage 63').completed).toBe(0);
});

test('the time left of a job in stages goes by its share, without what was skipped or done before', () => {
  const { cell, progress } = begin();
  const meter = new Meter('file', 0, noCounts);
  const stages = [progress.stage('a', { total: 1_000 }), progress.stage('b', { total: 2_000 })] as const;
  let at = 0;
  const read = () => meter.read(at, readCounts(cell), null);
  for (const _ of stages[0].over(range(500), { from: 500 }));
  stages[1].skip(500);
  for (let second = 0; second < 50; second++) {
    at += 1_000;
    stages[0].advance(5);
    stages[1].advance(10);
    read();
  }
  // A quarter was done before or skipped, a quarter was done in 50 s: half is left.
  expect(percentDone(read())).toBeCloseTo(62.5, 6);
  expect(read().remaining?.likely).toBeCloseTo((37.5 / 25) * 50, -1);
});
