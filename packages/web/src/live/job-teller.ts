import type { Job } from '@milepost/core/model';
import { formatPercent, shownPercent } from '../format/progress.ts';
import { stateLooks } from '../format/state.ts';

const marks = [25, 50, 75];

export interface Told {
  readonly sentence: string;
  /** A change of state, which is waited for. */
  readonly isState: boolean;
}

/** Listens to one job and tells what is worth saying: a change of state, and each quarter of the way. */
export class JobTeller {
  #state: Job['state'] | null = null;
  #passed = 0;

  /** Null when there is nothing new. A job that is first seen is on the page already. */
  next(job: Job): Told | null {
    const percent = shownPercent(job) ?? 0;
    const passed = marks.filter((mark) => percent >= mark).length;
    const first = this.#state === null;
    const changed = this.#state !== job.state;
    const further = passed > this.#passed;
    this.#state = job.state;
    this.#passed = passed;
    if (first) return null;
    if (changed) return { sentence: `${job.title} ${stateLooks[job.state].sentence}.`, isState: true };
    return further ? { sentence: `${job.title}: ${formatPercent(percent)}`, isState: false } : null;
  }
}
