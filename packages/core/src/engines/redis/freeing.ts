import type { RunScript } from './scripts.ts';

/** Jobs whose ends are written at about the same time are freed together, milliseconds. */
const moment = 50;

/** Takes out of Redis what is kept there of jobs whose ends are on disk. What is not freed now is when a server begins. */
export class Freeing {
  readonly #run: RunScript;
  #jobs: string[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(run: RunScript) {
    this.#run = run;
  }

  free(...jobs: readonly string[]): void {
    this.#jobs.push(...jobs);
    this.#timer ??= setTimeout(() => void this.flush(), moment);
  }

  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const jobs = this.#jobs.splice(0);
    if (jobs.length > 0) await this.#run('free', ...jobs).catch(() => {});
  }
}
