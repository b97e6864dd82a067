import { customAlphabet } from 'nanoid';
import type { CatalogTask } from '../check/catalog.ts';
import { emptyProgress, type Json, type StartRequest } from '../model/index.ts';
import type { JobRecord } from '../store.ts';

/** No letters or digits that look alike: an id is read out and typed. */
const newId = customAlphabet('23456789abcdefghjkmnpqrstuvwxyz', 12);

/** A job that has not begun. `input` is checked. */
export function newRecord(task: CatalogTask, input: Json, request: Partial<StartRequest>): JobRecord {
  const { only = null, except = null, priority = 0, idempotencyKey = null } = request;
  const { definition, info } = task;
  const job = {
    id: newId(),
    task: info.name,
    title: info.title,
    input,
    state: 'queued',
    progress: emptyProgress(info.unit),
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
    exclusive: definition.exclusive === undefined ? null : definition.exclusive(input as never), // the schema types it
    reversible: info.undoable,
    planned: false,
    checkpoint: null,
    cancelling: false,
  };
}
