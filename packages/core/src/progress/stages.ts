import { completedCount, type Stage, shareOf } from '../model/index.ts';

/**
 * The stages of a task, in shared memory of their own beside the job's. A stage is written whole before the number of stages
 * says that it is there; from then on only its counts and its total change.
 *
 *   bytes 0–63     Int32: how many stages there are
 *   from 64        one place of 256 bytes a stage: Float64 done, skipped, failed, (not used), restored, total (NaN: not known),
 *                  weight, parent (its place, or -1); from its byte 64 Int32 the length of its name, from 68 the name, UTF-8
 */
export interface StageCounts {
  readonly name: string;
  readonly weight: number;
  /** The place of the one that it is a part of, from 0; null for a part of the job itself. */
  readonly parent: number | null;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly total: number | null;
  /** How many of the done ones were done before the task was taken up again. */
  readonly restored: number;
}

export const mostStages = 64;
export const stageNameBytes = 120;

const placesAt = 64;
const placeBytes = 256;
const nameLengthAt = 64;
const nameAt = 68;
const totalIn = 5;
const weightIn = 6;
const parentIn = 7;

export function createStages(): SharedArrayBuffer {
  return new SharedArrayBuffer(placesAt + mostStages * placeBytes);
}

/** The numbers of a stage; the first five are those of a slot in the cell. */
export function numbersOf(stages: SharedArrayBuffer, place: number): Float64Array {
  return new Float64Array(stages, placesAt + place * placeBytes, 8);
}

/** Its total alone, as the cell has one for the job. */
export function stageTotalOf(stages: SharedArrayBuffer, place: number): Float64Array {
  return numbersOf(stages, place).subarray(totalIn, totalIn + 1);
}

/**
 * The place of the stage with this name and parent (-1: the job itself), which is made where there is none. A name is cut to
 * 120 bytes.
 * @throws RangeError for a name that is empty, a weight that is not above 0, or more than 64 stages
 */
export function findStage(stages: SharedArrayBuffer, parent: number, name: string, weight: number | undefined): number {
  const wanted = cutName(name);
  if (wanted === '') throw new RangeError(`Expected the name of a stage; got ${JSON.stringify(name)}.`);
  if (weight !== undefined && !(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`Expected a weight above 0 for the stage "${wanted}"; got ${weight}.`);
  }
  const count = Atomics.load(headerOf(stages), 0);
  for (let place = 0; place < count; place++) {
    const numbers = numbersOf(stages, place);
    if (numbers[parentIn] !== parent || nameOf(stages, place) !== wanted) continue;
    if (weight !== undefined) numbers[weightIn] = weight;
    return place;
  }
  if (count === mostStages) throw new RangeError(`A job has ${mostStages} stages at most; "${wanted}" is one more.`);
  numbersOf(stages, count).set([0, 0, 0, 0, 0, Number.NaN, weight ?? 1, parent]);
  const length = nameBytesOf(stages, count).write(wanted);
  new Int32Array(stages, placesAt + count * placeBytes + nameLengthAt, 1)[0] = length;
  Atomics.store(headerOf(stages), 0, count + 1);
  return count;
}

export function resetStages(stages: SharedArrayBuffer): void {
  Atomics.store(headerOf(stages), 0, 0);
}

/** In the order in which they were made: a parent before its parts. */
export function readStages(stages: SharedArrayBuffer): readonly StageCounts[] {
  const count = Atomics.load(headerOf(stages), 0);
  return Array.from({ length: count }, (_, place) => {
    const [done = 0, skipped = 0, failed = 0, , restored = 0, total = Number.NaN, weight = 1, parent = -1] = numbersOf(
      stages,
      place,
    );
    return {
      name: nameOf(stages, place),
      weight,
      parent: parent < 0 ? null : parent,
      done,
      skipped,
      failed,
      total: Number.isNaN(total) ? null : total,
      restored,
    };
  });
}

/** As they are shown: each in its parent. `completed` says what of a stage's units counts. */
export function toStages(
  all: readonly StageCounts[],
  completed: (stage: StageCounts) => number = completedCount,
  parent: number | null = null,
): readonly Stage[] {
  return all.flatMap((one, place) => {
    if (one.parent !== parent) return [];
    const done = completed(one);
    const stages = toStages(all, completed, place);
    const { name, weight, total } = one;
    return [{ name, weight, done, total, share: shareOf(done, total, stages), stages }];
  });
}

function headerOf(stages: SharedArrayBuffer): Int32Array {
  return new Int32Array(stages, 0, 1);
}

function nameBytesOf(stages: SharedArrayBuffer, place: number): Buffer {
  return Buffer.from(stages, placesAt + place * placeBytes + nameAt, stageNameBytes);
}

function nameOf(stages: SharedArrayBuffer, place: number): string {
  const length = new Int32Array(stages, placesAt + place * placeBytes + nameLengthAt, 1)[0] as number; // there is always one
  return nameBytesOf(stages, place).toString('utf8', 0, length);
}

/** Never in the middle of a character. */
function cutName(name: string): string {
  const bytes = Buffer.alloc(stageNameBytes);
  return bytes.toString('utf8', 0, bytes.write(name));
}
