// What a user would write. It must end by itself, with nothing closed.
import { createClient, describeProgress } from '@milepost/client';

const client = createClient({ url: process.argv[2], token: process.argv[3] });
const job = await client.start('demo.sleep', { steps: 3 });
let last = '';
for await (const progress of job.progress()) last = describeProgress(progress);
const { slept } = await job.result();
console.log(`${last}, slept ${slept}`);
