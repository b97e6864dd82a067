import { openMilepost } from '@milepost/core';
import tasks from '../index.ts';

/** A process of its own: it ends the job that it finds, or starts one, and is killed by itself at some moment. */
const [data = '', request = '', moment = 'never'] = process.argv.slice(2);
const { task, input, undo } = JSON.parse(request) as { task: string; input: object; undo?: boolean }; // runKilled wrote it
const milepost = await openMilepost({ tasks: [tasks], data });
const { jobs } = await milepost.list();
const found = jobs.find((job) => (job.undoOf !== null) === (undo === true));
const job = found ?? (undo ? await milepost.undo(jobs[0]?.id ?? '') : await milepost.start({ task, input }));
const die = () => process.kill(process.pid, 'SIGKILL');
const [count, isDone] = moment.split(' ');
if (moment !== 'never' && !isDone) setTimeout(die, Number(count));
for await (const { event } of milepost.watch(job.id)) {
  if (isDone && event.type === 'progress' && event.progress.done >= Number(count)) die();
}
const { state, result, error } = await milepost.get(job.id);
console.log(JSON.stringify({ state, result, error }));
await milepost.close();
