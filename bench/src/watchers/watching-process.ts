// The process of those who watch: bare WebSockets, so that what they cost is the same for all.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { token, type WatchOrder } from './messages.ts';

const { kind, port, jobs, sockets, perSocket } = JSON.parse(process.argv[2] ?? '') as WatchOrder; // written by crowd.ts
const headers = { authorization: `Bearer ${token}` };
const url = kind === 'milepost' ? `ws://127.0.0.1:${port}/ws` : `ws://127.0.0.1:${port}`;
let deliveries = 0;
let delays: number[] = [];
let begun = 0;

const open: WebSocket[] = [];
for (let at = 0; at < sockets; at++) {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  await once(socket, 'open');
  open.push(socket);
  socket.on('message', (data) => {
    const text = String(data);
    if (text === 'PING') return socket.send('PONG');
    if (text.includes('"type":"started"')) begun++;
    const note = /"note":"([\d.]+)"/.exec(text)?.[1];
    if (note === undefined || !text.includes('"type":"progress"')) return;
    deliveries++;
    if (delays.length < 100_000) delays.push(performance.timeOrigin + performance.now() - Number(note));
  });
  for (let id = 0; id < perSocket; id++) {
    const job = jobs[(at * perSocket + id) % jobs.length];
    const call = { id: id + 1, method: 'subscription', params: { path: 'jobs.watch', input: { id: job } } };
    socket.send(kind === 'milepost' ? JSON.stringify(call) : String(job));
  }
}

// Whoever began it may have ended without a word.
process.once('disconnect', () => process.exit());
process.on('message', (question) => {
  if (question === 'heard') process.send?.({ deliveries, delays });
  else if (question === 'forget') {
    deliveries = 0;
    delays = [];
    process.send?.({});
  } else {
    for (const socket of open) socket.terminate();
    process.disconnect();
  }
});
const all = kind === 'milepost' ? sockets * perSocket : 0;
while (begun < all) await new Promise((resolve) => setTimeout(resolve, 20));
process.send?.({});
