// A tRPC router of one's own beside Milepost: its procedures start jobs and ask for them without going over the network, while
// those who want to watch connect to Milepost below /milepost/.
import { createServer } from 'node:http';
import { openMilepost } from '@milepost/core';
import demo from '@milepost/core/demo';
import { mountMilepost } from '@milepost/server';
import { initTRPC } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { z } from 'zod';

const port = Number(process.env.PORT ?? 3000);
const url = `http://localhost:${port}/milepost/`;
const milepost = await openMilepost({ tasks: [demo], data: process.env.DATA ?? './data' });
const mount = mountMilepost(milepost, { url, token: process.env.MILEPOST_TOKEN ?? '', log: 'warn' });

const t = initTRPC.create();
const router = t.router({
  rest: t.procedure.input(z.object({ seconds: z.number().int().min(1).max(60) })).mutation(async ({ input }) => {
    const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: input.seconds * 10 } });
    return { job: id };
  }),
  rested: t.procedure.query(async () => (await milepost.list({ tasks: ['demo.sleep'] })).counts.succeeded),
});
export type Router = typeof router;

const answerOwn = createHTTPHandler({ router, basePath: '/api/' });
const server = createServer((request, response) =>
  request.url?.startsWith('/milepost/') ? mount.answer(request, response) : answerOwn(request, response),
);
server.on('upgrade', mount.upgrade);
server.listen(port, '127.0.0.1', () => console.log(`Milepost is at ${url}`));

process.once('SIGTERM', async () => {
  server.close();
  await mount.close();
  await milepost.close();
});
