import type { Checkpoint } from '../define/context.ts';
import { toJson } from '../items/json.ts';
import type { Json } from '../model/index.ts';

const period = 20;

/** Sends what a task keeps: the newest, at most 50 times a second. */
export class ThreadCheckpoint implements Checkpoint {
  readonly #send: (value: Json) => void;
  #value: Json | undefined;
  #unsent = false;
  #sent = 0;

  constructor(value: Json | undefined, send: (value: Json) => void) {
    this.#value = value;
    this.#send = send;
  }

  get value(): Json | undefined {
    return this.#value;
  }

  save(value: Json): void {
    this.#value = value;
    if (!this.#unsent) setImmediate(() => this.flush());
    this.#unsent = true;
    // A task that never yields sends it itself.
    if (Date.now() - this.#sent >= period) this.flush();
  }

  flush(): void {
    if (!this.#unsent) return;
    this.#unsent = false;
    this.#sent = Date.now();
    this.#send(toJson(this.#value, 'A checkpoint'));
  }
}
