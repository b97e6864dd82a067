// A server as it is served, in a process of its own: what is thrown and not caught ends it. JavaScript, for it runs as it stands.
import { openMilepost } from '@milepost/core';
import demo from '@milepost/core/demo';
import { openServer } from '@milepost/server';
import tasks from './tasks.js';

const { data, root, token, limits, options } = JSON.parse(process.argv[2] ?? '{}');
const milepost = await openMilepost({ tasks: [demo, tasks], data, roots: [root], jobs: 4, threads: 1 });
const server = await openServer(milepost, { port: 0, token, limits, log: 'error', ...options });

// Whoever began it may have ended without a word.
process.once('disconnect', () => process.exit());
process.on('message', (question) => {
  if (question === 'memory') {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.send?.({ used: heapUsed + external, rss });
  } else {
    void server
      .close()
      .then(() => milepost.close())
      .then(() => process.disconnect());
  }
});
process.send?.({ port: server.port, login: server.loginUrl() });
