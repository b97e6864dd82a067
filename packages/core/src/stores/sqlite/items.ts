import { type Block, leftOf, openItems, type Portion, type Run } from '../../items/block.ts';
import { type Outcome, readOutcomes } from '../../items/segment.ts';
import { type ItemList, type ItemQuery, type ItemState, type JobItem, MilepostError } from '../../model/index.ts';
import type { CellCounts } from '../../progress/cell.ts';
import type { BlockTable } from './blocks.ts';
import type { SegmentTable } from './segments.ts';

/** What is asked of items: blocks and segments held against each other. */
export function createItems(blocks: BlockTable, segments: SegmentTable) {
  /** The next block, from a place on, that may hold an item in one of these states. */
  function nextBlock(job: number, from: number, states: readonly ItemState[] | undefined): Run | undefined {
    const here = blocks.at(job, from);
    if (here === undefined) return undefined;
    if (!states?.length) return here;
    const places = states.flatMap((state) => {
      if (state !== 'waiting') return segments.next(job, here.first, state) ?? [];
      for (const run of blocks.from(job, from)) if (leftOf(run, segments.within(job, run)).length > 0) return run.first;
      return [];
    });
    return places.length === 0 ? undefined : blocks.at(job, Math.min(...places));
  }

  return {
    list(job: number, { states, limit = 100, cursor }: ItemQuery): ItemList {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
        throw new MilepostError('INVALID_INPUT', 'Expected the `next` of a page as the cursor.');
      }
      const items: JobItem[] = [];
      let last = Number(cursor ?? -1);
      for (let next = last + 1; ; ) {
        const run = nextBlock(job, next, states);
        if (run === undefined) return { items, next: null };
        const outcomes = outcomesOf(segments, job, run);
        const item = openItems(blocks.read(job, run.first));
        for (let index = Math.max(0, next - run.first); index < run.count; index++) {
          const { state, error, at, ms } = outcomes[index] ?? notYet;
          if (states?.length && !states.includes(state)) continue;
          if (items.length === limit) return { items, next: String(last) };
          const { data, ...shown } = item(index);
          items.push({ ...shown, state, error, at, ms });
          last = run.first + index;
        }
        next = run.first + run.count;
      }
    },
    async *left(job: number, from: number): AsyncIterable<Portion> {
      for (const run of blocks.from(job, from)) {
        const left = leftOf(run, segments.within(job, run));
        if (left.length > 0) yield { block: blocks.read(job, run.first), left };
      }
    },
    async *blocks(job: number): AsyncIterable<Block> {
      for (const { first } of blocks.from(job, 0)) yield blocks.read(job, first);
    },
    counts(job: number): CellCounts & { total: number } {
      return { ...segments.counts(job), total: blocks.size(job), restored: 0 };
    },
  };
}

const notYet = { state: 'waiting', error: null, at: null, ms: null } as const;

/** What became of the items of a block, by index. */
export function outcomesOf(segments: SegmentTable, job: number, run: Run): (Outcome | undefined)[] {
  const found: (Outcome | undefined)[] = new Array(run.count).fill(undefined);
  for (const segment of segments.texts(job, run)) {
    for (const [index, outcome] of readOutcomes(segment).entries()) found[segment.first - run.first + index] = outcome;
  }
  return found;
}
