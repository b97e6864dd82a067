import { parentPort } from 'node:worker_threads';
import type { Definition, TaskList } from '../define/define-tasks.ts';
import { Backlog, beginWaiting, controlOf } from '../progress/cell.ts';
import { hear, Stopped } from '../progress/reporter.ts';
import { isTypeScript, loadTypeScript } from '../typescript/load-typescript.ts';
import { Acknowledgement } from './acknowledgement.ts';
import type { Desk } from './desk.ts';
import { doItems } from './each.ts';
import { describeThrown } from './failure.ts';
import { ItemQueue } from './item-queue.ts';
import { ThreadLog } from './log.ts';
import type { Errand, FromThread, ThreadOutcome, ToThread } from './messages.ts';
import { makePlan } from './plan.ts';
import { Stopping } from './stopping.ts';
import { runTask } from './task.ts';

if (parentPort === null) throw new Error('This module is the entry of a worker thread.');
const host = parentPort;
const send = (message: FromThread) => host.postMessage(message);
const log = new ThreadLog((lines) => send({ type: 'log', lines }));
let stopping = new Stopping();
let items = new ItemQueue();
let taken = new Acknowledgement();

host.on('message', (message: ToThread) => {
  if (message.type === 'begin') {
    // What is sent after it belongs to it, although it may not be begun yet.
    items = new ItemQueue();
    taken = new Acknowledgement();
    waiting.push(...message.errands);
    if (!busy) void work();
  }
  if (message.type === 'items') items.put(message.block, message.runs);
  if (message.type === 'finish') items.finish();
  if (message.type === 'taken') taken.give();
  if (message.type === 'stop') stop();
});

send({ type: 'ready' });

const waiting: Errand[] = [];
let busy = false;
/** When the module of the task was there, as `performance.now()` says it. */
let loaded = 0;
let current: Errand | null = null;

async function work(): Promise<void> {
  busy = true;
  for (let errand = waiting.shift(); errand !== undefined; errand = waiting.shift()) {
    if (errand.waits && !beginWaiting(errand.cell)) continue;
    const outcome = await begin(errand);
    const ms = performance.now() - loaded;
    // What it left behind and nobody catches is its own failure: that ends the thread before anybody else is given it.
    if (outcome.type === 'returned') await new Promise((resolve) => setImmediate(resolve));
    send({ type: 'ended', outcome, ms });
    // Whoever sent it ends this thread: what waits behind is for another.
    if (outcome.type !== 'returned') return;
  }
  busy = false;
}

async function begin(errand: Errand): Promise<ThreadOutcome> {
  current = errand;
  loaded = performance.now();
  stopping = new Stopping();
  log.begin(new Backlog(errand.cell));
  const outcome = await perform(errand);
  current = null;
  log.flush();
  return outcome;
}

async function perform(errand: Errand): Promise<ThreadOutcome> {
  try {
    const definition = await load(errand);
    loaded = performance.now();
    const desk: Desk = { errand, definition, stopping, log, items, taken, send };
    hear(controlOf(errand.cell));
    if (definition.kind === 'task') return await runTask(desk, definition);
    return errand.part === 'plan' ? await makePlan(desk, definition) : await doItems(desk, definition);
  } catch (thrown) {
    // A task that is told to stop may throw what it likes on its way out.
    return stopping.aborted || thrown instanceof Stopped ? { type: 'stopped' } : { type: 'threw', error: describeThrown(thrown) };
  }
}

/** What was loaded once stays as it was: to ask Node for it again takes longer than a short job. */
const lists = new Map<string, TaskList>();

async function load({ url, task }: Errand): Promise<Definition> {
  const tasks = (lists.get(url) ?? (await loadList(url, task)))?.tasks ?? {};
  const definition = Object.hasOwn(tasks, task) ? tasks[task] : undefined;
  if (definition === undefined) throw new NotLoaded(`${url} has no task "${task}" in the list that is its default export.`);
  return definition;
}

async function loadList(url: string, task: string): Promise<TaskList | undefined> {
  if (isTypeScript(url)) loadTypeScript();
  const { default: list } = (await import(url).catch((cause: unknown) => {
    throw new NotLoaded(`The module of the task "${task}", ${url}, cannot be loaded`, { cause });
  })) as { default?: TaskList }; // `defineTasks` says that it is the default export
  if (lists.size === 0) send({ type: 'loaded' });
  if (list !== undefined) lists.set(url, list);
  return list;
}

/** It could be loaded when Milepost was opened: its module has changed since, or loads only in the main thread. */
class NotLoaded extends Error {
  readonly code = 'TASK_NOT_LOADED';
}

function stop(): void {
  if (current === null) return;
  try {
    hear(controlOf(current.cell));
  } catch (reason) {
    stopping.abort(reason);
    items.finish();
    taken.give();
  }
}
