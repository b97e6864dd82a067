import type { Redis } from 'ioredis';
import type { StoredPlan } from '../../engine.ts';
import type { Block, Portion, Run } from '../../items/block.ts';
import type { Keys } from './keys.ts';
import type { RunScript } from './scripts.ts';

const blocksAtOnce = 4;

/** A plan in Redis, for who works on it. */
export function openPlan(client: Redis, keys: Keys, job: string): StoredPlan {
  /** Where in the list the block after one that was read stands: who reads goes on from there. */
  const places = new Map<number, number>([[0, 0]]);

  async function* blocks(from: number): AsyncIterable<Block> {
    for (let index = places.get(from) ?? 0; ; index += blocksAtOnce) {
      const texts = await client.lrange(keys.plan(job), index, index + blocksAtOnce - 1);
      for (const [more, text] of texts.entries()) {
        const block = JSON.parse(text) as Block; // written by a script, or below
        places.set(block.first + block.count, index + more + 1);
        if (block.first >= from) yield block;
      }
      if (texts.length < blocksAtOnce) return;
    }
  }

  return {
    blocks: () => blocks(0),
    async *left(from) {
      const settled = (await client.getBuffer(keys.settled(job))) ?? Buffer.alloc(0);
      for await (const block of blocks(from)) {
        const left = runsLeft(block, settled);
        if (left.length > 0) yield { block, left };
      }
    },
  };
}

/** What is not settled of places that follow each other, block by block. `places` is where the blocks begin. */
export async function* readRun(
  client: Redis,
  keys: Keys,
  job: string,
  places: readonly number[],
  { first, count }: Run,
): AsyncIterable<Portion> {
  const end = first + count;
  const settled = (await client.getBuffer(keys.settled(job))) ?? Buffer.alloc(0);
  let index = places.findLastIndex((place) => place <= first);
  for (; index >= 0 && index < places.length && (places[index] ?? end) < end; index++) {
    const text = await client.lindex(keys.plan(job), index);
    if (text === null) return;
    const block = JSON.parse(text) as Block; // written by a script, or below
    const from = Math.max(first, block.first);
    const left = runsLeft({ first: from, count: Math.min(end, block.first + block.count) - from }, settled);
    if (left.length > 0) yield { block, left };
  }
}

/** The place of the first item of each block of a plan that is complete. */
export async function readPlaces(client: Redis, keys: Keys, job: string): Promise<readonly number[]> {
  return (await client.lrange(keys.places(job), 0, -1)).map(Number);
}

/**
 * Puts what is stored of a plan into Redis, for whoever takes the job, and tells how long it is. Of one that is complete what is
 * left will do.
 */
export async function uploadPlan(
  client: Redis,
  keys: Keys,
  run: RunScript,
  { job, plan, complete }: { job: string; plan: StoredPlan; complete: boolean },
): Promise<number> {
  await client.del(keys.plan(job), keys.places(job), keys.settled(job));
  let length = 0;
  const put = async ({ first, count, items, receipts }: Block) => {
    length = first + count;
    await run('extend', job, first, JSON.stringify({ first, count, items, receipts }));
  };
  const settled = new Bits();
  if (!complete) {
    for await (const block of plan.blocks()) {
      await put(block);
      settled.add(block);
    }
  }
  for await (const { block, left } of plan.left(0)) {
    if (complete) {
      await put(block);
      settled.add(block);
    }
    for (const run of left) settled.remove(run);
  }
  if (settled.some) await client.set(keys.settled(job), settled.bytes);
  return length;
}

/** What of a block has no outcome: places follow each other from the highest bit of each byte on. */
function runsLeft({ first, count }: Run, settled: Buffer): Portion['left'] {
  const runs: { first: number; count: number }[] = [];
  for (let position = first; position < first + count; position++) {
    if ((((settled[position >> 3] ?? 0) >> (7 - (position & 7))) & 1) === 1) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.count === position) last.count++;
    else runs.push({ first: position, count: 1 });
  }
  return runs;
}

/** A bitmap as Redis has them. */
class Bits {
  bytes = Buffer.alloc(1_024);

  get some(): boolean {
    return this.bytes.some((byte) => byte !== 0);
  }

  add({ first, count }: Run): void {
    const needed = (first + count + 7) >> 3;
    if (needed > this.bytes.length) this.bytes = Buffer.concat([this.bytes], Math.max(needed, 2 * this.bytes.length));
    for (let position = first; position < first + count; position++) this.#byte(position, (byte, bit) => byte | bit);
  }

  remove({ first, count }: Run): void {
    for (let position = first; position < first + count; position++) this.#byte(position, (byte, bit) => byte & ~bit);
  }

  #byte(position: number, change: (byte: number, bit: number) => number): void {
    this.bytes[position >> 3] = change(this.bytes[position >> 3] ?? 0, 128 >> (position & 7));
  }
}
