/** Something to be measured: one file in `questions/`, which exports it as its default. Its answer is one table. */
export interface Question {
  /** The table's title: `How many photos a second?` */
  readonly title: string;
  /** What is measured: `photos/s`, `ms`. */
  readonly unit: string;
  readonly better: 'more' | 'less';
  /** One after the other: what one of them needs is made when its turn comes, and may be taken down when the next is asked for. */
  races(setting: Setting): Iterable<Race> | AsyncIterable<Race>;
}

export interface Setting {
  /** Everything as small as can be: to see that it runs, not to measure. */
  readonly quick: boolean;
  /** An empty folder, gone in the end. */
  readonly folder: string;
}

/** Contestants that do the same. They take turns, round by round, so that whatever else the machine does befalls all of them. */
export interface Race {
  readonly title: string;
  /** The first one is ours, which is compared with the others. Of a race that `grows` they are ours in growing sizes. */
  readonly contestants: readonly Contestant[];
  /** Each size is told as how many times the first it is: with a cost per unit, 1 means that size does not matter. */
  readonly grows?: boolean;
  /** Where it is not the question's. */
  readonly unit?: string;
  /** What is to be known of it: a peer that is not installed, say. */
  readonly notes?: readonly string[];
}

export interface Contestant {
  readonly name: string;
  /** How many times as good as this one ours is to be. */
  readonly wanted?: number;
  /** What its own figure is to reach: at least, or at the most where less is better. */
  readonly reach?: number;
  /** One run, in the question's unit. What has to be prepared for it is not in the figure. */
  measure(): Promise<number>;
}
