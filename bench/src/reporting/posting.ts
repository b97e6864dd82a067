// A thread that tells of each item by a message, as somebody might do it.
import { parentPort, workerData } from 'node:worker_threads';

const count = workerData as number; // as the question gives it
for (let item = 1; item <= count; item++) parentPort?.postMessage(item);
