import { Worker } from 'node:worker_threads';

const echo = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (item) => parentPort.postMessage(item));`;
const ahead = 100;

/** Messages a second there and back: what a pool of threads is made of, and all that it costs at least. Nothing is written. */
export async function echoMessages(count: number): Promise<number> {
  const worker = new Worker(echo, { eval: true });
  const begun = performance.now();
  await new Promise<void>((resolve) => {
    let [sent, back] = [0, 0];
    const send = () => sent < count && worker.postMessage({ key: String(sent++) });
    worker.on('message', () => {
      send();
      if (++back === count) resolve();
    });
    for (let first = 0; first < ahead; first++) send();
  });
  const rate = (count / (performance.now() - begun)) * 1_000;
  await worker.terminate();
  return rate;
}
