import { readStages, resetStages, type StageCounts } from './stages.ts';

/**
 * The shared memory of one job: its threads write how far they are, the host reads it 20 times a second. Nobody locks: every
 * thread has a slot of its own, and the host adds the slots up. Slot 0 is the host's, for what was done before.
 *
 *   bytes 0–63     Int32: control word, version of the note, length of the note in bytes, log lines on their way, whose the
 *                  job is where it waits in a thread behind others, and how often the host has looked
 *   bytes 64–127   Float64: the total (NaN: not known)
 *   bytes 128–383  the note, UTF-8
 *   from 384       one slot of 64 bytes a thread (a cache line of its own), Float64: done, skipped, failed, position in hand,
 *                  restored (how many of the done ones were done before), how many items are begun where that may be several,
 *                  and 1 where the host wants but one at a time
 */
export interface Cell {
  readonly buffer: SharedArrayBuffer;
  /** Where in it the job's begins: small ones lie side by side. */
  readonly at: number;
  readonly slots: number;
  /** The stages of a task, once it has named one: most have none, and their memory is forty times that of the rest. */
  stages: SharedArrayBuffer | null;
}

/** What the control word orders. */
export const orders = { go: 0, pause: 1, cancel: 2, leave: 3 } as const;
export type Order = keyof typeof orders;

export interface CellCounts {
  done: number;
  skipped: number;
  failed: number;
  total: number | null;
  /** How many of the done ones were not done now, but before the task was taken up again. */
  restored: number;
  /** Its stages, a parent before its parts; left out where there are none. */
  stages?: readonly StageCounts[];
}

/** Before anything was done. */
export const noCounts: CellCounts = { done: 0, skipped: 0, failed: 0, total: null, restored: 0 };

export const noteBytes = 256;
const totalAt = 64;
const noteAt = 128;
const slotsAt = noteAt + noteBytes;
const slotBytes = 64;
const noteVersion = 1;
const noteLength = 2;
const linesUnderWay = 3;
const owner = 4;
const looks = 5;
/** Whose a job is that waits in a thread: it lies there until its thread begins it or the host takes it back, whoever is first. */
const owners = { nobody: 0, thread: 1, host: 2 } as const;
/** A thread that logs faster than the host writes waits above this. */
const mostLines = 5_000;

export const done = 0;
export const skipped = 1;
export const failed = 2;
/** In a slot: the position in the plan of the item that its thread has in hand, or -1. */
export const inHand = 3;
export const restored = 4;
/** In a slot: how many items its thread has begun, where it may begin several. */
export const begun = 5;
/** In a slot: 1 where its thread is to begin one at a time, whatever its task allows: the host says so after a crash. */
export const oneByOne = 6;

/** Of cells for one thread, so many share a buffer: to make one, and to give it to a thread, takes longer than many a short job. */
const mostInBuffer = 64;
let shared: { readonly buffer: SharedArrayBuffer; taken: number } | null = null;

/** `threads` is how many may ever write at the same time. No memory is given twice: a task may still write when its job is over. */
export function createCell(threads: number): Cell {
  const cell =
    threads === 1 ? placeSmall() : { buffer: new SharedArrayBuffer(bytesOf(threads)), at: 0, slots: threads + 1, stages: null };
  totalOf(cell)[0] = Number.NaN;
  for (let slot = 0; slot <= threads; slot++) slotOf(cell, slot)[inHand] = -1;
  return cell;
}

function placeSmall(): Cell {
  const bytes = bytesOf(1);
  if (shared === null || shared.taken === mostInBuffer)
    shared = { buffer: new SharedArrayBuffer(mostInBuffer * bytes), taken: 0 };
  return { buffer: shared.buffer, at: bytes * shared.taken++, slots: 2, stages: null };
}

const bytesOf = (threads: number): number => slotsAt + (threads + 1) * slotBytes;

export function controlOf(cell: Cell): Int32Array {
  return new Int32Array(cell.buffer, cell.at, 1);
}

/** How often the host has looked, which it does 20 times a second: a clock that a thread reads at each item, for nothing. */
export function looksOf(cell: Cell): Int32Array {
  return new Int32Array(cell.buffer, cell.at + 4 * looks, 1);
}

export function totalOf(cell: Cell): Float64Array {
  return new Float64Array(cell.buffer, cell.at + totalAt, 1);
}

export function slotOf(cell: Cell, slot: number): Float64Array {
  return new Float64Array(cell.buffer, cell.at + slotsAt + slot * slotBytes, 7);
}

/** For who begins anew: nothing done, no stages, and the total not known. */
export function resetSlot(cell: Cell, slot: number): void {
  slotOf(cell, slot).set([0, 0, 0, -1, 0]);
  totalOf(cell)[0] = Number.NaN;
  if (cell.stages !== null) resetStages(cell.stages);
}

/** Gives the order and wakes the threads that wait in a pause. */
export function giveOrder(cell: Cell, order: Order): void {
  const control = controlOf(cell);
  Atomics.store(control, 0, orders[order]);
  Atomics.notify(control, 0);
}

/** The thread's part: false where the host has taken the job back. */
export function beginWaiting(cell: Cell): boolean {
  return own(cell, owners.thread);
}

/** The host's part: false where the thread has begun the job. */
export function takeBack(cell: Cell): boolean {
  return own(cell, owners.host);
}

function own(cell: Cell, by: number): boolean {
  return Atomics.compareExchange(new Int32Array(cell.buffer, cell.at, 5), owner, owners.nobody, by) === owners.nobody;
}

export function readCounts(cell: Cell): CellCounts {
  const total = totalOf(cell)[0] as number; // there is always one
  const counts: CellCounts = { ...noCounts, total: Number.isNaN(total) ? null : total };
  const slots = new Float64Array(cell.buffer, cell.at + slotsAt, (cell.slots * slotBytes) / 8);
  for (let slot = 0; slot < slots.length; slot += slotBytes / 8) {
    counts.done += slots[slot + done] as number; // each slot has them all
    counts.skipped += slots[slot + skipped] as number; // as above
    counts.failed += slots[slot + failed] as number; // as above
    counts.restored += slots[slot + restored] as number; // as above
  }
  const stages = cell.stages === null ? [] : readStages(cell.stages);
  return stages.length === 0 ? counts : { ...counts, stages };
}

/** The version is odd while a note is being written, so that half a note is never read. */
export function writeNote(cell: Cell, note: string | null): void {
  const header = new Int32Array(cell.buffer, cell.at, 3);
  Atomics.add(header, noteVersion, 1);
  header[noteLength] = note === null ? 0 : Buffer.from(cell.buffer, cell.at + noteAt, noteBytes).write(note);
  Atomics.add(header, noteVersion, 1);
}

/** The note, or undefined when it is being written just now. */
export function readNote(cell: Cell): string | null | undefined {
  const header = new Int32Array(cell.buffer, cell.at, 3);
  const version = Atomics.load(header, noteVersion);
  const length = header[noteLength] as number; // there is always one
  const note = Buffer.from(cell.buffer, cell.at + noteAt, length).toString();
  if (version % 2 === 1 || Atomics.load(header, noteVersion) !== version) return undefined;
  return length === 0 ? null : note;
}

/** How many log lines are sent and not yet written. */
export class Backlog {
  readonly #header: Int32Array;

  constructor(cell: Cell) {
    this.#header = new Int32Array(cell.buffer, cell.at, 4);
  }

  add(lines: number): void {
    Atomics.add(this.#header, linesUnderWay, lines);
  }

  /** The host's part: so many are written. */
  take(lines: number): void {
    Atomics.sub(this.#header, linesUnderWay, lines);
    Atomics.notify(this.#header, linesUnderWay);
  }

  /** The thread's part: waits while too many are under way, unless the job is to stop. */
  wait(): void {
    for (;;) {
      const lines = Atomics.load(this.#header, linesUnderWay);
      if (lines <= mostLines || Atomics.load(this.#header, 0) > orders.pause) return;
      Atomics.wait(this.#header, linesUnderWay, lines, 100);
    }
  }
}
