/** What a task and a batch both may say of themselves. */
export interface Settings<Input = never> {
  /** A few words for a card: `Shift dates`. */
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly description: string;
  /** What its progress counts, in the singular; `step` for a task and `item` for a batch unless told. */
  readonly unit: string;
  /** True for what changes nothing, such as a search for faults: the shell does not ask before it starts it. */
  readonly readOnly?: boolean;
  /** How long it may take to stop when asked before its thread is ended, milliseconds; 5,000 unless told. */
  readonly grace?: number;
  /** How long a job may work, pauses left out, before it is stopped and has failed, milliseconds; no limit unless told. */
  readonly timeout?: number;
  /** How often to try what fails: a task as a whole, of a batch each item. Once unless told. */
  readonly retry?: Retry;
  /**
   * Jobs with the same key run one after the other.
   * @example exclusive: ({ folder }) => folder
   */
  readonly exclusive?: (input: Input) => string;
}

export interface Retry {
  /** How often at the most, the first time included. */
  readonly attempts: number;
  /** How long to wait before the second try, milliseconds; 1,000 unless told. It doubles each time, and varies by a half. */
  readonly delay?: number;
}
