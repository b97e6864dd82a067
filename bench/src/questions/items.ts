import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Milepost, openMilepost } from '@milepost/core';
import { testTasks } from '@milepost/core/testing';
import type { Contestant, Question, Setting } from '../question.ts';

export default {
  title: 'How many items of a batch a second, planned, done and the outcome of each on disk?',
  unit: 'items/s',
  better: 'more',
  async *races({ quick, folder }: Setting) {
    const milepost = await openMilepost({ tasks: [testTasks], data: join(folder, 'items') });
    const messenger = new Worker(echo, { eval: true });
    try {
      for (const count of quick ? [1_000] : [1_000, 10_000, 100_000, 1_000_000]) {
        const title = `${count.toLocaleString('en')} items that do nothing`;
        yield { title, contestants: [inBatch(milepost, count), asMessages(messenger, count)] };
      }
    } finally {
      await messenger.terminate();
      await milepost.close();
    }
  },
} satisfies Question as Question;

function inBatch(milepost: Milepost, count: number): Contestant {
  return {
    name: 'Milepost',
    async measure() {
      const start = performance.now();
      const { id } = await milepost.start({ task: 'test.count', input: { to: count } });
      for await (const _ of milepost.watch(id));
      const { result } = await milepost.get(id);
      const seconds = (performance.now() - start) / 1_000;
      if ((result as { done: number } | null)?.done !== count) throw new Error(`It ended with ${JSON.stringify(result)}.`);
      return count / seconds;
    },
  };
}

const echo = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (item) => parentPort.postMessage(item));`;
const ahead = 100;

/** What a pool of threads is made of, and all that it costs at least: a message there and one back for each item. */
function asMessages(worker: Worker, count: number): Contestant {
  return {
    name: 'a message there and back for each, nothing written',
    measure: () =>
      new Promise((resolve) => {
        const start = performance.now();
        let [sent, back] = [0, 0];
        const send = () => sent < count && worker.postMessage({ key: String(sent++) });
        const hear = () => {
          send();
          if (++back < count) return;
          worker.off('message', hear);
          resolve((count / (performance.now() - start)) * 1_000);
        };
        worker.on('message', hear);
        for (let first = 0; first < ahead; first++) send();
      }),
  };
}
