// Records how real work gets on, for `estimate`: `node bench/dist/estimate/record.js hash <folder> 2 > bench/recorded/hash.jsonl` hashes the
// files of a folder in so many threads of a batch, `compress` compresses them, and each line is [seconds, files done].
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMilepost } from '@milepost/core';
import tasks from './files.ts';

const [work = 'hash', folder = '.', threads = '2'] = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), 'milepost-record-'));
const milepost = await openMilepost({ tasks: [tasks], data, threads: Number(threads) });
const { id } = await milepost.start({ task: `record.${work}`, input: { folder } });
let begun = 0;
const samples: [seconds: number, done: number][] = [];
for await (const { event } of milepost.watch(id)) {
  const progress = event.type === 'progress' ? event.progress : 'job' in event ? event.job.progress : null;
  if (progress === null || progress.total === null) continue;
  begun ||= performance.now();
  samples.push([Math.round(performance.now() - begun) / 1_000, progress.done + progress.failed]);
}
console.log(JSON.stringify({ title: `${work} the files of a folder, ${threads} at a time`, samples }));
await milepost.close();
rmSync(data, { recursive: true });
