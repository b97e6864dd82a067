import type { CatalogTask } from '../check/catalog.ts';
import type { Assignment, Line, Report, Work } from '../engine.ts';
import { Backlog, type Cell, createCell, giveOrder, looksOf, readCounts, readNote, slotOf, totalOf } from '../progress/cell.ts';
import { doBatch } from './batch.ts';
import { endOf, type StopReason } from './ending.ts';
import type { Thread } from './lease.ts';
import type { Errand, FromThread, ThreadOutcome } from './messages.ts';
import type { Workbench, Workplace } from './workbench.ts';

const samplePeriod = 50;
const usualGrace = 5_000;

/** One job that is being done in this process: its threads, its shared memory, and how it is told to stop. */
export class JobWork implements Work, Workbench {
  readonly assignment: Assignment;
  readonly task: CatalogTask;
  readonly line: Line;
  readonly place: Workplace;
  readonly cell: Cell;
  readonly ended: Promise<void>;
  readonly #threads = new Set<{ thread: Thread; force: () => void }>();
  readonly #grace: number;
  #told: StopReason = null;
  #paused = false;
  #worked = 0;
  #forced = false;
  #graceTimer: NodeJS.Timeout | null = null;
  /** Nothing of it runs any more: it is known how it ends. */
  #over = false;
  note: () => string | null = () => readNote(this.cell) ?? null;

  constructor(assignment: Assignment, task: CatalogTask, line: Line, place: Workplace) {
    this.assignment = assignment;
    this.task = task;
    this.line = line;
    this.place = place;
    this.#grace = task.definition.grace ?? usualGrace;
    this.cell = createCell(task.definition.kind === 'batch' ? place.threads + 1 : 1);
    const { done, skipped, failed, total } = assignment.restored;
    if (task.definition.kind === 'batch') {
      slotOf(this.cell, 0).set([done, skipped, failed]);
      totalOf(this.cell)[0] = total ?? Number.NaN;
    }
    this.ended = this.#perform();
  }

  cancel(): void {
    this.#tell('cancel');
  }

  leave(): void {
    this.#tell('leave');
  }

  pause(): void {
    if (this.#told !== null) return;
    this.#paused = true;
    giveOrder(this.cell, 'pause');
  }

  resume(): void {
    if (this.#told !== null) return;
    this.#paused = false;
    giveOrder(this.cell, 'go');
  }

  get told(): StopReason {
    return this.#told;
  }

  send(
    part: Errand['part'],
    slot: number,
    listen: (message: FromThread, thread: Thread) => void,
    begun: (thread: Thread) => void = () => {},
  ): Promise<ThreadOutcome> {
    const { job, task, input, attempt, checkpoint, only, except } = this.assignment;
    const { pool, short } = this.place;
    const thread = part === 'run' ? short.lease(task, this.cell) : pool.lease();
    const backlog = new Backlog(this.cell);
    return new Promise((resolve) => {
      const held = { thread, force: () => end({ type: 'stopped' }, null) };
      const end = (outcome: ThreadOutcome, ms: number | null) => {
        this.#threads.delete(held);
        short.note(task, ms);
        // What a failed task left behind in its thread is not to meet the next one.
        if (ms !== null) thread.release();
        else void thread.terminate();
        resolve(outcome);
      };
      this.#threads.add(held);
      thread.listen((message) => {
        if (message.type === 'crashed') end(message, null);
        else if (message.type === 'ended') end(message.outcome, message.outcome.type === 'returned' ? message.ms : null);
        else if (message.type === 'log')
          this.#report({ type: 'log', job: this.assignment.job, at: Date.now(), lines: message.lines }).finally(() =>
            backlog.take(message.lines.length),
          );
        else listen(message, thread);
      });
      const { definition, url } = this.task;
      const goesOn = part === 'plan' && definition.kind === 'batch' && definition.workWhilePlanning;
      const what = { part, job, url, task, input, attempt, checkpoint, only, except, goesOn } as const;
      thread.post({ type: 'begin', errands: [{ ...what, cell: this.cell, slot, waits: false }] });
      if (this.#told !== null) thread.post({ type: 'stop' });
      begun(thread);
    });
  }

  stopThreads(): void {
    giveOrder(this.cell, this.#told === 'leave' ? 'leave' : 'cancel');
    for (const { thread } of this.#threads) thread.post({ type: 'stop' });
    this.#graceTimer ??= setTimeout(() => {
      this.#forced = this.#threads.size > 0;
      for (const { force } of [...this.#threads]) force();
    }, this.#grace);
  }

  #tell(reason: Exclude<StopReason, null>): void {
    if (this.#over || this.#told === 'cancel' || this.#told === 'timeout') return;
    this.#told = reason;
    this.stopThreads();
  }

  async #perform(): Promise<void> {
    void this.#report({ type: 'began', job: this.assignment.job, at: Date.now(), worker: this.place.worker });
    const endSampling = this.#sample();
    let outcome: ThreadOutcome;
    try {
      outcome = this.task.definition.kind === 'batch' ? await doBatch(this) : await this.#doTask();
    } catch (thrown) {
      outcome = { type: 'threw', error: { code: 'INTERNAL', message: (thrown as Error).message } }; // ours are Errors
    }
    endSampling();
    const counts = await this.line.total(readCounts(this.cell));
    this.#over = true;
    if (this.#graceTimer !== null) clearTimeout(this.#graceTimer);
    const timeout = this.task.definition.timeout ?? 0;
    const told = { reason: this.#told, forced: this.#forced, grace: this.#grace, timeout };
    const ending = endOf(outcome, counts, told, this.task.definition.kind);
    if (ending === null) await this.#report({ type: 'progress', job: this.assignment.job, at: Date.now(), counts, note: null });
    else await this.#report({ type: 'ended', job: this.assignment.job, at: Date.now(), ending, counts });
  }

  #doTask(): Promise<ThreadOutcome> {
    return this.send('run', 1, (message) => {
      if (message.type === 'checkpoint')
        void this.#report({ type: 'checkpoint', job: this.assignment.job, at: Date.now(), value: message.value });
      if (message.type === 'stages') this.cell.stages = message.stages;
    });
  }

  /** Reads the shared memory 20 times a second and speaks only when something has changed. */
  #sample(): () => void {
    let last = '';
    /** What was told last is on its way to the disk: while that is full, nothing piles up before it. */
    let telling = false;
    let timer: NodeJS.Timeout;
    const rest = () => {
      // All jobs at the same moments, so that what they tell shares a commit.
      const left = samplePeriod - (Date.now() % samplePeriod);
      timer = setTimeout(look, left < samplePeriod / 2 ? left + samplePeriod : left);
    };
    const looks = looksOf(this.cell);
    const look = () => {
      rest();
      (looks[0] as number) += 1; // there is one
      this.#limitTime();
      if (telling) return;
      const counts = readCounts(this.cell);
      const note = this.note();
      const now = JSON.stringify([counts, note]);
      if (now === last) return;
      last = now;
      telling = true;
      const told = this.#report({ type: 'progress', job: this.assignment.job, at: Date.now(), counts, note });
      void told.then(() => {
        telling = false;
      });
    };
    rest();
    return () => clearTimeout(timer);
  }

  /** Time that is spent paused does not count, nor does that of a machine that was asleep. */
  #limitTime(): void {
    const { timeout } = this.task.definition;
    if (!this.#paused) this.#worked += samplePeriod;
    if (timeout !== undefined && this.#worked > timeout) this.#tell('timeout');
  }

  /** A store that fails is the recorder's to tell; here it must not end the process. */
  #report(report: Report): Promise<void> {
    return this.line.report(report).catch(() => {});
  }
}
