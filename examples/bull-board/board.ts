// bull-board over the queue of a Milepost with a Redis: every job under its task's name, with a link to its page.
// REDIS and PREFIX are as for `milepost serve`, MILEPOST_URL is where its pages are, PORT where to listen.
// It has no login: show it to this machine alone, or put one before it.

import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Queue } from 'bullmq';
import { Hono } from 'hono';
import { Redis } from 'ioredis';

const {
  REDIS = 'redis://127.0.0.1:6379',
  PREFIX = 'milepost',
  MILEPOST_URL = 'http://localhost:4400',
  PORT = '3001',
} = process.env;
const connection = new Redis(REDIS, { maxRetriesPerRequest: null });
const queue = new Queue('jobs', { connection, prefix: `{${PREFIX}}` });

const pages = new HonoAdapter(serveStatic);
pages.setBasePath('/board');
const jobs = new BullMQAdapter(queue, {
  // Taking jobs out or trying them again is Milepost's: the links go there.
  readOnlyMode: true,
  displayName: 'Milepost',
  externalJobUrl: ({ data }) => ({ href: `${MILEPOST_URL}/jobs/${data.job}`, displayText: 'Show in Milepost' }),
});
createBullBoard({ queues: [jobs], serverAdapter: pages, options: { uiConfig: { boardTitle: 'Milepost' } } });

const app = new Hono().route('/board', pages.registerPlugin());
const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`The board is at http://localhost:${port}/board`),
);

process.once('SIGTERM', async () => {
  server.close();
  await queue.close();
  connection.disconnect();
});
