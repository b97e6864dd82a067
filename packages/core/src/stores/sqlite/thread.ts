import { parentPort, workerData } from 'node:worker_threads';
import { MilepostError } from '../../model/index.ts';
import { openSqliteFile, type SqliteFile } from './file.ts';
import { KeyFilter } from './key-filter.ts';
import type { Answer, Question, Refusal, ThreadData } from './messages.ts';

if (parentPort === null) throw new Error('This module is the entry of a worker thread.');
const host = parentPort;
const say = (answer: Answer) => host.postMessage(answer);
const walks = new Map<number, AsyncIterator<unknown>>();

const store = open();
if (store !== null) {
  host.on('message', (question: Question) => void hear(store, question));
  say({ type: 'opened', epoch: store.epoch });
}

function open(): SqliteFile | null {
  try {
    const { file, keys } = workerData as ThreadData; // as a StoreThread says
    return openSqliteFile(file, false, new KeyFilter(keys));
  } catch (thrown) {
    say({ type: 'refused', number: 0, refusal: refusalOf(thrown) });
    return null;
  }
}

async function hear(store: SqliteFile, question: Question): Promise<void> {
  if (question.type === 'leave') return void walks.delete(question.walk);
  if (question.type === 'rows') return store.take(question.rows);
  if (question.type === 'break-off') return store.breakOff(question.round);
  const { number } = question;
  try {
    const value = question.type === 'call' ? await call(store, question) : await step(store, question);
    say({ type: 'answer', number, value });
    if (question.type === 'call' && question.method === 'close') host.close();
  } catch (thrown) {
    say({ type: 'refused', number, refusal: refusalOf(thrown) });
  }
}

function call(store: SqliteFile, { method, args }: Extract<Question, { type: 'call' }>): Promise<unknown> {
  return (store[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args); // typed where it is asked
}

/** One value at a time: so it is read as fast as it is used, and others have their turn between. */
async function step(store: SqliteFile, { walk, method, args }: Extract<Question, { type: 'next' }>): Promise<unknown> {
  const begin = store[method] as (...args: readonly unknown[]) => AsyncIterable<unknown>; // typed where it is asked
  const iterator = walks.get(walk) ?? begin(...args)[Symbol.asyncIterator]();
  walks.set(walk, iterator);
  const { done, value } = await iterator.next();
  if (done) walks.delete(walk);
  return { done: done ?? false, value };
}

function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof MilepostError) return { reason: thrown.reason, message: thrown.message };
  return { reason: null, message: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
}
