import {
  type BatchDefinition,
  type ItemContext,
  type Job,
  type Json,
  type Log,
  type Milepost,
  openMilepost,
  type PlannedItem,
} from '@milepost/core';
import { onTestFinished } from 'vitest';
import tasks from '../index.ts';
import { makeFolder } from './folder.ts';

/** As threads load them: compiled. */
const compiled = { ...tasks, url: new URL('../../dist/index.js', import.meta.url).href };

/** Opens Milepost with the photo tasks; closed when the test is over. */
export async function openForTest(): Promise<Milepost> {
  const milepost = await openMilepost({ tasks: [compiled], data: makeFolder() });
  onTestFinished(() => milepost.close());
  return milepost;
}

/** The job when it has ended. */
export async function endOf(milepost: Milepost, { id }: Job): Promise<Job> {
  for await (const _ of milepost.watch(id));
  return milepost.get(id);
}

/** A batch to be tried step by step, as the threads do: what comes from the plan comes back from the disk. */
export interface Bench {
  readonly lines: string[];
  plan(): Promise<PlannedItem[]>;
  /** The receipt; of a skipped item its reason is thrown. */
  each(item: PlannedItem | undefined): Promise<Json>;
  undo(item: PlannedItem | undefined, receipt: Json): Promise<void>;
}

export function tryOut<Input>(batch: BatchDefinition<Input>, input: object, job = 'a-job', attempt = 1): Bench {
  const lines: string[] = [];
  const write = (message: string) => void lines.push(message);
  const log: Log = Object.assign(write, { debug: write, info: write, warn: write, error: write });
  const skip = (reason: string): never => {
    throw new Error(reason);
  };
  const checked = batch.input.parse(input);
  const context = { input: checked, signal: new AbortController().signal, log, job, attempt, skip } as ItemContext<never>; // never: a definition hides its own types
  return {
    lines,
    async plan() {
      const items: PlannedItem[] = [];
      for await (const item of batch.plan(context)) items.push(JSON.parse(JSON.stringify(item)));
      return items;
    },
    async each(item) {
      const receipt = await batch.each(item as never, context); // as above
      return JSON.parse(JSON.stringify(receipt ?? null));
    },
    async undo(item, receipt) {
      await batch.undo?.(item as never, receipt as never, context); // as above
    },
  };
}
