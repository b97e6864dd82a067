/** What a task and a batch both may say of themselves. */
export interface Settings {
  /** A few words for a card: `Shift dates`. */
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly description: string;
  /** What its progress counts, in the singular; `step` for a task and `item` for a batch unless told. */
  readonly unit: string;
  /** How long it may take to stop when asked before its thread is ended, milliseconds; 5,000 unless told. */
  readonly grace?: number;
}
