import type { Block } from '../../items/block.ts';
import { BlockWriter } from '../../items/block-writer.ts';
import { type Outcome, type Segment, SegmentWriter } from '../../items/segment.ts';
import { emptyProgress, type Job, type PlannedItem } from '../../model/index.ts';
import type { JobRecord, Store } from '../../store.ts';

/** A place that is empty, for one sentence of a store's suite. */
export interface StoreHouse {
  /** Opens what is remembered there; asked again only when what was opened before is closed. */
  open(): Promise<Store>;
  /** Closes what the suite has not closed, and clears the place away. */
  close(): Promise<void>;
}

/** Sentences, each with what shows it. */
export type StoreSentences = Readonly<Record<string, (makeHouse: () => Promise<StoreHouse>) => Promise<void>>>;

/** A sentence shown with a store that is open; `again` closes it and opens it anew. */
export function remembering(
  show: (store: Store, again: () => Promise<Store>) => Promise<void>,
): (makeHouse: () => Promise<StoreHouse>) => Promise<void> {
  return async (makeHouse) => {
    const house = await makeHouse();
    let store = await house.open();
    try {
      await show(store, async () => {
        await store.close();
        store = await house.open();
        return store;
      });
    } finally {
      await house.close();
    }
  };
}

/** A job that waits, unless `job` says else. */
export function makeRecord(id: string, job: Partial<Job> = {}, more: Partial<JobRecord> = {}): JobRecord {
  const fixed = { id, task: 'suite.task', title: 'Suite', input: { folder: '/photos' }, createdAt: 1_000 };
  const times = { startedAt: null, finishedAt: null };
  const ending = { result: null, error: null, worker: null, retryOf: null, undoOf: null, undoable: false };
  const rest = { only: null, except: null, priority: 0, idempotencyKey: null, origin: null, planned: false };
  return {
    job: { ...fixed, state: 'queued', progress: emptyProgress('photo'), attempt: 0, ...times, ...ending, ...job },
    seq: 0,
    ...rest,
    checkpoint: null,
    cancelling: false,
    exclusive: null,
    reversible: true,
    ...more,
  };
}

export async function create(store: Store, ...records: readonly JobRecord[]): Promise<void> {
  await store.commit(records.map((record) => ({ type: 'job', record, created: true })));
}

/** A plan in blocks of so many items each. */
export function makeBlocks(
  keys: readonly string[],
  size: number,
  item: (key: string) => Partial<PlannedItem> = () => ({}),
): Block[] {
  const writer = new BlockWriter(0);
  const blocks: Block[] = [];
  for (const [index, key] of keys.entries()) {
    writer.add({ key, label: `the ${key}`, ...item(key) });
    if ((index + 1) % size === 0 || index === keys.length - 1) blocks.push(writer.take());
  }
  return blocks;
}

export async function plan(store: Store, job: string, blocks: readonly Block[]): Promise<void> {
  await store.commit(blocks.map((block) => ({ type: 'planned', job, block })));
}

/** What became of items that follow each other from a place on. */
export function makeSegment(first: number, states: readonly Outcome['state'][], at = 5_000): Segment {
  const writer = new SegmentWriter(first);
  for (const [index, state] of states.entries()) {
    const error = state === 'done' ? null : { code: state.toUpperCase(), message: `${state} ${first + index}` };
    const receipt = state === 'done' ? JSON.stringify({ of: first + index }) : null;
    writer.add({ state, at: at + index, ms: index / 8, receipt, error });
  }
  return writer.end();
}

export async function settle(store: Store, job: string, ...segments: readonly Segment[]): Promise<void> {
  await store.commit([{ type: 'outcomes', job, segments }]);
}

export async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}
