import { openMilepost } from '../open-milepost.ts';
import tasks from './chaos.ts';

/** A process to be killed: `node chaos-process.js <data> <ledger> <jobs as JSON>`. Starts the jobs and works until its end. */
const [data = '', file = '', jobs = '[]'] = process.argv.slice(2);
const milepost = await openMilepost({ tasks: [tasks], data });
for (const { task, ...input } of JSON.parse(jobs) as { task: string }[]) {
  await milepost.start({ task, input: { file, ...input } });
}
process.stdout.write('started\n');
process.on('SIGTERM', () => void milepost.close().then(() => process.exit(0)));
setInterval(() => {}, 1_000);
