// The client in ten lines: starts a job on a server, sees it move, and has its result.
// MILEPOST_URL says which server, and MILEPOST_TOKEN is what it was started with.
import { createClient, describeProgress } from '@milepost/client';
import type demo from '@milepost/core/demo';

const client = createClient<typeof demo>({ url: process.env.MILEPOST_URL, token: process.env.MILEPOST_TOKEN });
const job = await client.start('demo.sleep', { steps: 20 });
for await (const progress of job.progress()) console.log(describeProgress(progress));
const { slept } = await job.result();
console.log(`Slept ${slept} times.`);
await client.close();
