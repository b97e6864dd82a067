import demo from '../demo/index.ts';
import { openWorker } from '../open-worker.ts';
import chaos from './chaos.ts';
import tasks from './tasks.ts';

/** A worker in a process of its own: `node worker-process.js <options as JSON>`. Says `works` and its id when it does. */
const { redis, ...options } = JSON.parse(process.argv[2] ?? '{}') as Pick<Parameters<typeof openWorker>[0], 'redis'>; // by tests
const worker = await openWorker({ tasks: [tasks, demo, chaos], redis, ...options });
process.on('SIGTERM', () => void worker.close().then(() => process.exit(0)));
process.stdout.write(`works ${worker.id}\n`);
setInterval(() => {}, 1_000);
