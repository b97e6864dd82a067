import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Milepost } from '../milepost.ts';
import type { WatchEvent } from '../model/index.ts';
import { readLedger } from './accounting.ts';

/** What tasks of `chaos.ts` wrote down, as tests ask for it. */

/** A file that the items of chaos tasks are written down in. */
export function makeLedger({ data }: { readonly data: string }): string {
  const file = join(data, 'ledger');
  writeFileSync(file, '');
  return file;
}

/** When each item of a job was done, by key. */
export function timesOf(file: string, job: string): Map<string, number[]> {
  return new Map([...readLedger(file)].filter(([key]) => key.startsWith(`${job} `)));
}

/** Which processes have done items of a job. */
export function processesOf(file: string, job: string): number[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return [...new Set(lines.filter((line) => line.startsWith(`${job} `)).map((line) => Number(line.split(' ')[3])))];
}

/** Each line of a log is there once, and of `items` items each that is lucky has its own. */
export async function expectWholeLog(milepost: Milepost, job: string, lucky: number): Promise<void> {
  const log = await milepost.log({ id: job, limit: 1_000 });
  expect(new Set(log.map(({ seq }) => seq)).size).toBe(log.length);
  const lines = log.filter(({ message }) => message.endsWith('is lucky')).map(({ message }) => message);
  expect(new Set(lines).size).toBe(lucky);
}

export function doneOver(count: number) {
  return (event: WatchEvent) => event.type === 'progress' && event.progress.done > count;
}

export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await wait(10);
}
