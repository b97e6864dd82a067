// A Milepost in a process of its own, with its server. It is told what to do by the process that began it, and answers.
import { type MilepostOptions, openMilepost } from '@milepost/core';
import { openServer } from '@milepost/server';
import { type HostAnswer, type HostOrder, type Memory, token } from './host.ts';
import tasks from './tasks.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as Pick<MilepostOptions, 'data' | 'work'>; // as host.ts writes them
const say = (answer: HostAnswer) => process.send?.(answer);

const milepost = await openMilepost({ tasks: [tasks], keep: { jobs: 1e9 }, ...options });
const opened = Date.now();
const server = await openServer(milepost, { port: 0, token, log: 'silent' });

process.on('message', async (order: HostOrder) => {
  if (order.type === 'close') {
    await server.close();
    await milepost.close();
    process.disconnect();
  } else if (order.type === 'run') {
    const { id } = await milepost.start({ task: order.task, input: order.input });
    for await (const { event } of milepost.watch(id)) {
      if (order.until === 'running' && 'job' in event && event.job.state === 'running') break;
    }
    say({ type: 'ran', at: Date.now(), memory: memory() });
  } else {
    say({ type: 'memory', memory: memory() });
  }
});
say({ type: 'open', url: server.localUrl, opened });

/** Megabytes: now, and at the most until now. */
function memory(): Memory {
  globalThis.gc?.();
  return { now: process.memoryUsage().rss / 1e6, most: (process.resourceUsage().maxRSS * 1024) / 1e6 };
}
