import { setTimeout as wait } from 'node:timers/promises';
import type { Ending, Line, Report, StoredPlan } from '../../engine.ts';
import { describeForScript } from './report-text.ts';
import type { RunScript } from './scripts.ts';

/** Reports that travel together at the most, and about how many characters. */
const mostTogether = 200;
const mostText = 1_000_000;
/** How far a job is is told so often at the most, milliseconds. */
const progressPeriod = 250;
const pauseAfterFailure = 500;

interface Waiting {
  readonly report: Report;
  readonly text: string;
  readonly resolve: () => void;
}

/**
 * The line of one worker while it does a job. What is reported goes in numbered batches, one after the other: a batch whose answer
 * was lost is sent again and counts once. Whoever was overtaken meanwhile is refused by its fence.
 */
export class RedisLine implements Line {
  readonly left: StoredPlan['left'];
  readonly blocks: StoredPlan['blocks'];
  readonly total: Line['total'];
  /** How its end was told, if it was. */
  ending: Ending | null = null;
  /** The job that waited for the exclusive key that the end of this one has set free. */
  following = '';
  /** Whether its end was taken, and whether nothing more of it is: another has the job. */
  ended = false;
  lost = false;
  /** Redis does not know any more what it was told last: it is lost as well, and nobody else has the job. */
  forgotten = false;
  /** Called once when it is lost. */
  onLost: () => void = () => {};
  readonly #run: RunScript;
  readonly #job: string;
  readonly #fence: string;
  readonly #helps: boolean;
  #waiting: Waiting[] = [];
  #number = 0;
  #sending: Promise<void> | null = null;
  #progress: Report | null = null;
  #progressTimer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: {
    run: RunScript;
    job: string;
    /** Or the name of one who helps: of such only what became of items, and what it logs, is told. */
    fence: string;
    helps?: boolean;
    plan: StoredPlan;
    total?: Line['total'];
  }) {
    this.#run = options.run;
    this.#job = options.job;
    this.#fence = options.fence;
    this.#helps = options.helps ?? false;
    this.total = async (here) => {
      // What was done here counts when it is told.
      await this.idle();
      return options.total === undefined ? here : options.total(here);
    };
    this.left = options.plan.left;
    this.blocks = options.plan.blocks;
  }

  report(report: Report): Promise<void> {
    if (this.lost || this.#closed) return Promise.resolve();
    if (report.type === 'progress') {
      this.#progress = report;
      this.#progressTimer ??= setTimeout(() => void this.#tellProgress(), progressPeriod);
      return Promise.resolve();
    }
    // That is told by the script which gave it the job.
    if (report.type === 'began') return Promise.resolve();
    if (report.type === 'ended') this.ending = report.ending;
    if (this.#helps && report.type !== 'outcomes' && report.type !== 'log') return Promise.resolve();
    // Of what a task keeps to go on from only the newest counts.
    if (report.type === 'checkpoint') this.#waiting = this.#waiting.filter(({ report, resolve }) => keep(report, resolve));
    return new Promise((resolve) => {
      this.#waiting.push({ report, text: JSON.stringify(report), resolve });
      this.#sending ??= this.#send();
    });
  }

  /** Another has the job: nothing more of it is told. */
  overtaken(): void {
    if (this.lost || this.ended) return;
    this.lost = true;
    this.#drop();
    this.onLost();
  }

  /** Resolves when nothing waits to be told any more. */
  async idle(): Promise<void> {
    while (this.#sending !== null) await this.#sending;
  }

  /** What is not told by now is not told by this one. */
  close(): void {
    this.#closed = true;
    if (this.#progressTimer !== null) clearTimeout(this.#progressTimer);
    this.#drop();
  }

  async #send(): Promise<void> {
    // After all that is reported in this turn of the loop: it travels together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#sendBatch(this.#nextBatch());
    this.#sending = null;
  }

  #nextBatch(): Waiting[] {
    let text = 0;
    let count = 0;
    while (count < Math.min(this.#waiting.length, mostTogether) && text < mostText)
      text += this.#waiting[count++]?.text.length ?? 0;
    return this.#waiting.splice(0, count);
  }

  async #sendBatch(batch: readonly Waiting[]): Promise<void> {
    const number = ++this.#number;
    const parts = batch.flatMap(({ report, text }) => [report.type, text, describeForScript(report)]);
    while (!this.#closed) {
      try {
        const [taken, following] = (await this.#run('report', this.#job, this.#fence, number, ...parts)) as [number, string]; // as the script says
        this.forgotten = taken === 2;
        if (taken !== 1) this.overtaken();
        else if (batch.some(({ report }) => report.type === 'ended')) {
          this.ended = true;
          this.following = following;
        }
        break;
      } catch {
        // Redis is away, or begins just now: nothing is lost, it is told later.
        await wait(pauseAfterFailure);
      }
    }
    for (const { resolve } of batch) resolve();
  }

  async #tellProgress(): Promise<void> {
    const report = this.#progress;
    this.#progress = null;
    const taken = await this.#run('progress', this.#job, this.#fence, JSON.stringify(report)).catch(() => 1);
    this.#progressTimer = null;
    if (taken === 0) this.overtaken();
    else if (this.#progress !== null && !this.#closed)
      this.#progressTimer = setTimeout(() => void this.#tellProgress(), progressPeriod);
  }

  #drop(): void {
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting = [];
  }
}

function keep(report: Report, resolve: () => void): boolean {
  if (report.type !== 'checkpoint') return true;
  resolve();
  return false;
}
