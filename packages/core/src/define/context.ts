import type { Json } from '../model/index.ts';

/** Writes to the job's log. `log('…')` is `log.info('…')`. `console.log` in a task ends up there too. */
export interface Log {
  (message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/**
 * Tells how far the task is. Every call costs about a nanosecond and sends nothing: call it as often as there is something to
 * count. Each of them is also where cancel and pause are heard: it throws when the job is cancelled and waits while it is paused.
 */
export interface ProgressReporter {
  /** How many units there are in all; null while that is not known. */
  total: number | null;
  /** What it is at just now, cut to 200 bytes. */
  note: string | null;
  /** How many are done, skipped and failed. */
  readonly completed: number;
  /** `count` more are done. */
  advance(count?: number): void;
  /** `count` more needed nothing. */
  skip(count?: number): void;
  /** `count` more failed. */
  fail(count?: number): void;
  /** Counts nothing, but hears cancel and pause. */
  check(): void;
  /**
   * A part of this that is counted by itself, with stages of its own if you like. How far this is, is then made of its stages, by
   * their weights; so name them all before the first begins. What is counted here itself is one more part, of weight 1, if `total`
   * is set. A stage is complete when it has done its total: one without a total is not, until it is set.
   * The same name gives the same stage again. It is cut to 120 bytes.
   * @throws RangeError for an empty name, a weight that is not above 0, or more than 64 stages in one job
   * @example
   * const [read, write] = [progress.stage('Read'), progress.stage('Write', { weight: 3 })];
   * const texts: string[] = [];
   * for (const file of read.over(files)) texts.push(await readFile(file, 'utf8'));
   * for (const text of write.over(texts)) await send(text);
   */
  stage(name: string, options?: StageOptions): ProgressReporter;
  /**
   * Goes through `things` and counts each when its turn is over. Where the length is known and you gave no total, it is
   * added to the total. With `from` it leaves out so many at the beginning, as done before: they are counted, but not as work of
   * now.
   * @example for (const photo of progress.over(photos)) await turn(photo);
   */
  over<Thing>(things: Iterable<Thing>, options?: OverOptions): Iterable<Thing>;
  over<Thing>(things: AsyncIterable<Thing>, options?: OverOptions): AsyncIterable<Thing>;
}

export interface StageOptions {
  /** How much of its parent it is, beside the weights of its neighbours; 1 unless told. */
  readonly weight?: number;
  /** How many units it has; null or left out while that is not known. */
  readonly total?: number | null;
}

export interface OverOptions {
  /** How many were done before the task was taken up again; 0 unless told. */
  readonly from?: number;
}

/** What a task kept to go on from when it is taken up again after a crash. */
export interface Checkpoint {
  /** What was saved last, or undefined at a first start. */
  readonly value: Json | undefined;
  /** Keeps it, instead of what was kept before; on disk within some 70 ms. Cheap: only the newest is sent, 50 times a second. */
  save(value: Json): void;
}

interface Context<Input> {
  /** The input, checked and with its defaults. */
  readonly input: Input;
  /** Aborted when the job is cancelled or out of time; its reason is what to throw. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly job: string;
}

/** Of what is run again after a crash. */
interface Repeated {
  /** 1 the first time, one more each time that the job was taken up again: then what is run may have been begun before. */
  readonly attempt: number;
}

/** What a task's `run` gets. */
export interface TaskContext<Input> extends Context<Input>, Repeated {
  readonly progress: ProgressReporter;
  readonly checkpoint: Checkpoint;
}

/** What a batch's `plan` gets. */
export type PlanContext<Input> = Context<Input>;

/** What a batch's `each` and `undo` get. */
export interface ItemContext<Input> extends Context<Input>, Repeated {
  /** Ends this item as skipped, with the reason. */
  skip(reason: string): never;
}
