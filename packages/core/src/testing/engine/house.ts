import { setTimeout as wait } from 'node:timers/promises';
import type { Assignment, Engine, Line, Report, Work } from '../../engine.ts';
import type { Block } from '../../items/block.ts';
import { noCounts } from '../../progress/cell.ts';
import { cancelled } from '../../run/ending.ts';

/** What an engine's suite opens anew for every sentence. */
export interface EngineHouse {
  /** The one that takes jobs and tells what is reported of them. Where there is no other, it works as well. */
  readonly engine: Engine;
  /** One more that works at the same, as in another process. Left out where an engine is alone. */
  another?(): Promise<Engine>;
  /** True where what is reported outlives whoever listens: then it counts as taken as soon as it is kept. */
  readonly keepsReports?: boolean;
  /** Closes what the suite has not closed. */
  close(): Promise<void>;
}

/** `jobs` is how many each engine may have at work at a time. */
export type OpenEngine = (options: { jobs: number }) => Promise<EngineHouse>;

/** Sentences, each with what shows it. */
export type Sentences = Readonly<Record<string, (open: OpenEngine) => Promise<void>>>;

/** A job at work that does what a test tells it, and writes down what it is ordered. */
export class WorkInHand implements Work {
  readonly assignment: Assignment;
  readonly line: Line;
  readonly orders: string[] = [];
  readonly ended: Promise<void>;
  #end: () => void = () => {};

  constructor(assignment: Assignment, line: Line) {
    this.assignment = assignment;
    this.line = line;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    void this.tell({ type: 'began', worker: 'suite' }).catch(() => {});
  }

  get job(): string {
    return this.assignment.job;
  }

  tell(report: DistributiveOmit<Report, 'job' | 'at'>): Promise<void> {
    return this.line.report({ ...report, job: this.job, at: Date.now() });
  }

  say(message: string): Promise<void> {
    return this.tell({ type: 'log', lines: [{ at: Date.now(), level: 'info', message, item: null }] });
  }

  async succeed(): Promise<void> {
    await this.tell({ type: 'ended', ending: { state: 'succeeded', result: null, error: null }, counts: noCounts });
    this.#end();
  }

  cancel(): void {
    this.orders.push('cancel');
    const ending = { state: 'cancelled', result: null, error: cancelled('heard') } as const;
    void this.tell({ type: 'ended', ending, counts: noCounts }).finally(this.#end);
  }

  pause(): void {
    this.orders.push('pause');
  }

  resume(): void {
    this.orders.push('resume');
  }

  leave(): void {
    this.orders.push('leave');
    void this.tell({ type: 'progress', counts: noCounts, note: null }).finally(this.#end);
  }
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** A house with one who listens and as many who work as there can be. */
export class Household {
  readonly engine: Engine;
  readonly workers: readonly Engine[];
  /** What was begun, by whomever, in the order in which it was. */
  readonly begun: WorkInHand[] = [];
  /** What the listener took. */
  readonly told: Report[] = [];
  /** What the listener does before it takes a report; it may throw. */
  before: (report: Report) => Promise<void> | void = () => {};
  readonly keepsReports: boolean;
  #asked = 0;

  private constructor({ engine, keepsReports = false }: EngineHouse, workers: readonly Engine[]) {
    this.engine = engine;
    this.keepsReports = keepsReports;
    this.workers = workers;
  }

  /** `workers` is how many are wanted; an engine that is alone is the only one. */
  static async open(house: EngineHouse, workers = 1): Promise<Household> {
    const others =
      house.another === undefined ? [house.engine] : await Promise.all(Array.from({ length: workers }, house.another));
    const household = new Household(house, others);
    await house.engine.subscribe(async (report) => {
      await household.before(report);
      household.told.push(report);
    }, null);
    return household;
  }

  /** Whoever works begins to. */
  async work(): Promise<void> {
    for (const worker of this.workers) await this.workAt(worker);
  }

  async workAt(worker: Engine): Promise<void> {
    await worker.work((assignment, line) => {
      const work = new WorkInHand(assignment, line);
      this.begun.push(work);
      return work;
    });
  }

  /** Has a job done; each is asked for a millisecond after the one before. */
  async ask(job: string, more: Partial<Assignment> = {}, plan: readonly Block[] = []): Promise<void> {
    const about = {
      task: 'suite',
      input: {},
      attempt: 1,
      priority: 0,
      exclusive: null,
      direction: 'do',
      planned: false,
    } as const;
    const rest = { only: null, except: null, checkpoint: null, restored: noCounts, since: ++this.#asked } as const;
    await this.engine.enqueue(
      { job, ...about, ...rest, ...more },
      {
        async *left(from) {
          for (const block of plan) if (block.first >= from) yield { block, left: [{ first: block.first, count: block.count }] };
        },
        async *blocks() {
          yield* plan;
        },
      },
    );
  }

  /** The job once it is at work. */
  async at(job: string, times = 1): Promise<WorkInHand> {
    const found = () => this.begun.filter((work) => work.job === job)[times - 1];
    await until(`"${job}" is begun`, () => found() !== undefined);
    return found() as WorkInHand; // just waited for
  }

  get order(): readonly string[] {
    return this.begun.map(({ job }) => job);
  }

  toldOf(job: string): readonly Report['type'][] {
    return this.told.filter((report) => report.job === job).map(({ type }) => type);
  }

  /** Does a job from its beginning to its end: when it is done, whoever was to come before it has come. */
  async passThrough(job: string, more: Partial<Assignment> = {}): Promise<void> {
    await this.ask(job, more);
    await (await this.at(job)).succeed();
    await this.ended(job);
  }

  ended(job: string): Promise<void> {
    return until(`the end of "${job}" is told`, () => this.toldOf(job).includes('ended'));
  }
}

/** Waits for a condition. @throws Error that says for what, after 20 s */
export async function until(what: string, met: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await met()); await wait(3)) {
    if (Date.now() > end) throw new Error(`Waited for 20 s in vain until ${what}.`);
  }
}

/** A sentence shown with an engine whose workers have `jobs` at a time. */
export function within(
  jobs: number,
  show: (house: Household) => Promise<void>,
  workers = 1,
): (open: OpenEngine) => Promise<void> {
  return async (open) => {
    const house = await open({ jobs });
    try {
      await show(await Household.open(house, workers));
    } finally {
      await house.close();
    }
  };
}
