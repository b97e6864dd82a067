import { openWorker } from '@milepost/core';
import tasks from './tasks.ts';

/** A worker in a process of its own, with one thread for batches: `node worker-process.js <url>`. Says when it works. */
await openWorker({ tasks: [tasks], redis: { url: process.argv[2] ?? '' }, threads: 1 });
process.stdout.write('works\n');
