import type { Job } from '@milepost/core/model';
import type { House } from '../context.ts';
import type { Action, ActionName } from '../format/actions.ts';
import { jobPath, jobsPath } from '../router/routes.ts';

/** What was asked for with a job, from the press of a button to its answer. */
export class JobOrders {
  readonly #house: Pick<House, 'client' | 'router' | 'removals'>;
  #asked = $state.raw<ActionName | null>(null);
  #sure = $state.raw<ActionName | null>(null);
  #trouble = $state.raw<{ readonly title: string; readonly error: unknown } | null>(null);

  constructor(house: Pick<House, 'client' | 'router' | 'removals'>) {
    this.#house = house;
  }

  /** What is on its way. */
  get asked(): ActionName | null {
    return this.#asked;
  }

  /** What wants a second press. */
  get sure(): ActionName | null {
    return this.#sure;
  }

  get trouble() {
    return this.#trouble;
  }

  /** Does it, where need be at the second press. A new job is gone to. */
  async press(action: Action, job: Job): Promise<void> {
    if (this.#asked !== null) return;
    if (action.sure !== null && this.#sure !== action.name) {
      this.#sure = action.name;
      return;
    }
    const { client, router, removals } = this.#house;
    this.#sure = this.#trouble = null;
    if (action.name === 'remove') {
      removals.remove([job]);
      router.go(jobsPath);
      return;
    }
    this.#asked = action.name;
    try {
      const answer = await client.jobs[action.name](job.id);
      if (answer.id !== job.id) router.go(jobPath(answer.id));
    } catch (error) {
      this.#trouble = { title: action.refused, error };
      this.#asked = null;
    }
  }

  /** What was asked for has come about, or something else has. */
  settle(): void {
    this.#asked = this.#sure = null;
  }

  /** What stands on the button of an action. */
  label(action: Action): string {
    if (this.#asked === action.name) return action.busy;
    return (this.#sure === action.name && action.sure) || action.label;
  }
}
