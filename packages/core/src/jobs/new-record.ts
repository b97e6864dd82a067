import { randomFillSync } from 'node:crypto';
import type { CatalogTask } from '../check/catalog.ts';
import { type Json, MilepostError, type StartRequest } from '../model/index.ts';
import { describeThrown } from '../run/failure.ts';
import type { JobRecord } from '../store.ts';

/** No letters or digits that look alike: an id is read out and typed. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const length = 12;
const ending = 4;
let running = Math.floor(Math.random() * alphabet.length ** ending);
/** Drawn for many ids at once. */
const random = new Uint8Array(2_048);
let drawn = random.length;

/**
 * Its beginning tells it apart, also when only a part of that is typed. It ends with a running number, by which the store finds it:
 * so new jobs stand beside each other there.
 */
function newId(): string {
  const codes = new Array<number>(length);
  for (let place = 0; place < length - ending; place++) codes[place] = alphabet.charCodeAt(randomLetter());
  for (let rest = running++, place = length - 1; place >= length - ending; place--) {
    codes[place] = alphabet.charCodeAt(rest % alphabet.length);
    rest = Math.floor(rest / alphabet.length);
  }
  return String.fromCharCode(...codes);
}

/** Which of the alphabet's; of a byte five bits are asked, and what is beyond the alphabet is drawn anew. */
function randomLetter(): number {
  for (;;) {
    if (drawn === random.length) {
      randomFillSync(random);
      drawn = 0;
    }
    const letter = (random[drawn++] as number) & 31; // within
    if (letter < alphabet.length) return letter;
  }
}

/**
 * A job that has not begun. `input` is checked.
 * @throws MilepostError `INVALID_TASK` when the task cannot say which jobs it must not run beside
 */
export function newRecord(task: CatalogTask, input: Json, request: Partial<StartRequest>): JobRecord {
  const { only = null, except = null, priority = 0, idempotencyKey = null } = request;
  const { info } = task;
  const job = {
    id: newId(),
    task: info.name,
    title: info.title,
    input,
    state: 'queued',
    progress: task.unbegun,
    attempt: 0,
    createdAt: Date.now(),
    startedAt: null,
    finishedAt: null,
    result: null,
    error: null,
    worker: null,
    retryOf: null,
    undoOf: null,
    undoable: false,
  } as const;
  return {
    job,
    seq: 0,
    only,
    except,
    origin: null,
    priority,
    idempotencyKey,
    exclusive: exclusiveKey(task, input),
    reversible: info.undoable,
    planned: false,
    checkpoint: null,
    cancelling: false,
  };
}

function exclusiveKey({ definition, info }: CatalogTask, input: Json): string | null {
  if (definition.exclusive === undefined) return null;
  try {
    const key: unknown = definition.exclusive(input as never); // the schema types it
    if (typeof key === 'string') return key;
    throw new TypeError(`Expected a text as the key; got ${typeof key}.`);
  } catch (cause) {
    const message = `The task "${info.name}" cannot say which jobs it must not run beside: ${describeThrown(cause).message}`;
    throw new MilepostError('INVALID_TASK', message, { cause });
  }
}
