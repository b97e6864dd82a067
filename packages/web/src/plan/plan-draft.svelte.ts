import type { Client } from '@milepost/client';
import type { Json, Plan } from '@milepost/core/model';
import { SvelteSet } from 'svelte/reactivity';
import { formatUnits } from '../format/number.ts';

type Input = { readonly [name: string]: Json };

/** So many items at first, and so many more each time, up to what a server gives at most. */
const page = 200;
const most = 1000;

/** What a batch would do, and which of it shall be left out. */
export class PlanDraft {
  readonly #client: Pick<Client, 'plan'>;
  readonly #task: string;
  readonly leftOut = new SvelteSet<string>();
  #plan = $state.raw<Plan | null>(null);
  #of = $state.raw('');
  #limit = page;
  #madeAt = 0;

  constructor(client: Pick<Client, 'plan'>, task: string) {
    this.#client = client;
    this.#task = task;
  }

  get current(): Plan | null {
    return this.#plan;
  }

  /** When it was made, more of the same not counted; epoch milliseconds. */
  get madeAt(): number {
    return this.#madeAt;
  }

  /** True while there may be more of it to show. */
  get more(): boolean {
    return this.#plan?.more === true && this.#limit < most;
  }

  async load(input: Input, further = false): Promise<void> {
    const same = this.fits(input);
    const limit = further ? Math.min(most, this.#limit * 2) : page;
    const plan = await this.#client.plan(this.#task, input, { limit });
    if (!further) this.#madeAt = Date.now();
    this.#plan = plan;
    this.#limit = limit;
    this.#of = JSON.stringify(input);
    if (!same) this.leftOut.clear();
  }

  /** True when the plan that is shown is one of this input. */
  fits(input: Input): boolean {
    return this.#plan !== null && this.#of === JSON.stringify(input);
  }

  /** What to leave out when a job is started with this input; of a plan of another input nothing holds. */
  exceptFor(input: Input): string[] {
    return this.fits(input) ? [...this.leftOut] : [];
  }

  /** How many would be done; those that need nothing are only known as far as they are shown. */
  get chosen(): number {
    if (!this.#plan) return 0;
    return this.#plan.total - this.#plan.items.filter((item) => item.skip !== undefined || this.leftOut.has(item.key)).length;
  }

  startWord(input: Input, unit: string): string {
    return this.fits(input) && this.#plan && !this.#plan.more ? `Start with ${formatUnits(this.chosen, unit)}` : 'Start';
  }

  get summary(): string {
    return this.#plan ? `The plan has ${this.#plan.total} items; ${this.chosen} would be done.` : '';
  }
}
