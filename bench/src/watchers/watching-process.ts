// The process of those who watch.
import type { Heard, WatchOrder } from './messages.ts';
import { waysToWatch } from './ways-to-watch.ts';

const order = JSON.parse(process.argv[2] ?? '') as WatchOrder; // written by crowd.ts
let deliveries = 0;
let delays: number[] = [];
const leave = await waysToWatch[order.kind](order, (moment, again = false) => {
  deliveries++;
  if (!again && delays.length < 100_000) delays.push(performance.timeOrigin + performance.now() - moment);
});

// Whoever began it may have ended without a word.
process.once('disconnect', () => process.exit());
process.on('message', (question) => {
  if (question === 'heard') process.send?.({ deliveries, delays } satisfies Heard);
  else if (question === 'forget') {
    deliveries = 0;
    delays = [];
    process.send?.({});
  } else {
    leave();
    process.disconnect();
  }
});
process.send?.({});
