import { openMilepost } from '../open-milepost.ts';
import tasks from './chaos.ts';

/**
 * A process to be killed: `node chaos-process.js <data> <ledger> <jobs as JSON> [<Redis as JSON>]`. Starts the jobs and works until
 * its end; with a Redis it leaves the work to others.
 */
const [data = '', file = '', jobs = '[]', redis] = process.argv.slice(2);
const milepost = await openMilepost({ tasks: [tasks], data, redis: redis === undefined ? redis : JSON.parse(redis) });
for (const { task, ...input } of JSON.parse(jobs) as { task: string }[]) {
  await milepost.start({ task, input: { file, ...input } });
}
process.stdout.write('started\n');
process.on('SIGTERM', () => void milepost.close().then(() => process.exit(0)));
setInterval(() => {}, 1_000);
