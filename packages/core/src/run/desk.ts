import type { Definition } from '../define/define-tasks.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import type { ItemQueue } from './item-queue.ts';
import type { ThreadLog } from './log.ts';
import type { Errand, FromThread } from './messages.ts';
import type { Stopping } from './stopping.ts';

/** What the parts of an errand need of their thread. */
export interface Desk {
  readonly errand: Errand;
  readonly definition: Definition;
  readonly stopping: Stopping;
  readonly log: ThreadLog;
  readonly items: ItemQueue;
  readonly taken: Acknowledgement;
  send(message: FromThread): void;
}
