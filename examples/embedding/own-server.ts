// Milepost inside of a program that has an HTTP server already: below /milepost/, and everything else is the program's own.
// PORT says where to listen, and MILEPOST_TOKEN what programs show to come in.
import { createServer } from 'node:http';
import { openMilepost } from '@milepost/core';
import demo from '@milepost/core/demo';
import { type Mount, mountMilepost } from '@milepost/server';

const port = Number(process.env.PORT ?? 3000);
const url = `http://localhost:${port}/milepost/`;
const milepost = await openMilepost({ tasks: [demo], data: process.env.DATA ?? './data' });
const mount: Mount = mountMilepost(milepost, { url, token: process.env.MILEPOST_TOKEN ?? '', log: 'warn' });

const server = createServer((request, response) => {
  if (request.url?.startsWith('/milepost/')) return mount.answer(request, response);
  response.end('This is my own page.\n');
});
server.on('upgrade', (request, stream, head) => {
  if (request.url?.startsWith('/milepost/')) mount.upgrade(request, stream, head);
  else stream.destroy();
});
server.listen(port, '127.0.0.1', () => console.log(`Milepost is at ${url}`));

process.once('SIGTERM', async () => {
  server.close();
  await mount.close();
  await milepost.close();
});
