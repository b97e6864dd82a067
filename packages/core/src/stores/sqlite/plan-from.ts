import { type Block, openItems, type Run, readItems, readReceipts } from '../../items/block.ts';
import { BlockWriter } from '../../items/block-writer.ts';
import { readOutcomes } from '../../items/segment.ts';
import type { PlannedItem } from '../../model/index.ts';
import type { Origin } from '../../store.ts';
import type { BlockTable } from './blocks.ts';
import { outcomesOf } from './items.ts';
import type { SegmentTable } from './segments.ts';

/** Segments that are looked up together. */
const page = 64;
/** Blocks whose items are kept at hand: several threads were at several of them at a time. */
const mostBlocks = 32;

/** The plan of a job that does again, or takes back, what is stored of another. */
export async function* planFrom(
  blocks: BlockTable,
  segments: SegmentTable,
  job: number,
  { states, order }: Origin,
): AsyncIterable<Block> {
  const writer = new BlockWriter(0);
  const items = order === 'plan' ? inOrder(blocks, segments, job, states) : newestFirst(blocks, segments, job);
  for (const [item, receipt] of items) {
    writer.add(item, receipt);
    if (writer.isFull) yield writer.take();
  }
  if (!writer.isEmpty) yield writer.take();
}

type Again = [item: PlannedItem, receipt: string | null];

/** To be done again, an item brings what it was given itself. */
function* inOrder(blocks: BlockTable, segments: SegmentTable, job: number, states: Origin['states']): Generator<Again> {
  for (const run of blocks.from(job, 0)) {
    const block = blocks.read(job, run.first);
    const receipts = readReceipts(block.receipts);
    const outcomes = outcomesOf(segments, job, run);
    for (const [index, item] of readItems(block).entries()) {
      if (!states.includes(outcomes[index]?.state ?? 'waiting')) continue;
      yield [item, index in receipts ? JSON.stringify(receipts[index]) : null];
    }
  }
}

/**
 * To be taken back, it brings the receipt of what was done. What one thread did one after another comes in exactly the turned
 * order; what several did at a time, nearly so.
 */
function* newestFirst(blocks: BlockTable, segments: SegmentTable, job: number): Generator<Again> {
  const opened = new Map<number, (index: number) => PlannedItem>();
  const itemsOf = ({ first }: Run) => {
    const known = opened.get(first) ?? openItems(blocks.read(job, first));
    if (opened.size >= mostBlocks && !opened.has(first)) opened.clear();
    opened.set(first, known);
    return known;
  };
  for (let than = Number.MAX_SAFE_INTEGER; ; ) {
    const found = segments.newest(job, than, page);
    if (found.length === 0) return;
    for (const segment of found) {
      than = segment.number;
      const block = blocks.at(job, segment.first);
      if (block === undefined) continue;
      const item = itemsOf(block);
      const done = readOutcomes(segment).flatMap((outcome, index) => (outcome.state === 'done' ? [{ ...outcome, index }] : []));
      done.sort((one, other) => other.at - one.at || other.index - one.index);
      for (const { index, receipt } of done) {
        yield [item(segment.first - block.first + index), receipt]; // a segment lies within its block
      }
    }
  }
}
