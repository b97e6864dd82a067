import type { Client } from '@milepost/client';
import type { Json, Plan } from '@milepost/core/model';
import { formatUnits } from '../format/number.ts';
import { Ticks } from '../live/ticks.svelte.ts';
import { type Group, groupByChange } from './groups.ts';

type Input = { readonly [name: string]: Json };

/** As many as a server gives at most. Asked for at once: each question makes the plan anew. */
const most = 10_000;

/** What a batch would do, and which of it shall be left out. */
export class PlanDraft {
  readonly #client: Pick<Client, 'plan'>;
  readonly #task: string;
  readonly #leftOut = new Ticks();
  #plan = $state.raw<Plan | null>(null);
  #of = $state.raw('');
  #madeAt = $state.raw(0);
  /** Those that can be chosen, in their order. */
  readonly #keys = $derived((this.#plan?.items ?? []).filter(({ skip }) => skip === undefined).map(({ key }) => key));
  readonly groups: readonly Group[] = $derived(groupByChange(this.#plan?.items ?? []));

  constructor(client: Pick<Client, 'plan'>, task: string) {
    this.#client = client;
    this.#task = task;
  }

  get current(): Plan | null {
    return this.#plan;
  }

  /** When it was made, epoch milliseconds: pictures may have changed since another one. */
  get madeAt(): number {
    return this.#madeAt;
  }

  async load(input: Input, signal?: AbortSignal): Promise<void> {
    const same = this.fits(input);
    this.#plan = await this.#client.plan(this.#task, input, { limit: most, signal });
    this.#of = JSON.stringify(input);
    this.#madeAt = Date.now();
    if (!same) this.#leftOut.clear();
  }

  /** True when the plan that is shown is one of this input. */
  fits(input: Input): boolean {
    return this.#plan !== null && this.#of === JSON.stringify(input);
  }

  includes(key: string): boolean {
    return !this.#leftOut.has(key);
  }

  press(key: string, included: boolean, shift: boolean): void {
    this.#leftOut.press(key, !included, shift, this.#keys);
  }

  include(keys: readonly string[], included: boolean): void {
    this.#leftOut.set(keys, !included);
  }

  includeAll(included: boolean): void {
    if (included) this.#leftOut.clear();
    else this.#leftOut.set(this.#keys, true);
  }

  get leftOut(): number {
    return this.#leftOut.size;
  }

  /** How many of the shown ones can be chosen at all. */
  get choosable(): number {
    return this.#keys.length;
  }

  /** What a job is started with: of an input whose plan is not shown all is done. The shorter list is sent. */
  optionsFor(input: Input): { only?: string[]; except?: string[] } {
    if (!this.fits(input) || this.leftOut === 0) return {};
    if (this.#plan?.more || this.leftOut <= this.#keys.length / 2) return { except: [...this.#leftOut.keys] };
    return { only: this.#keys.filter((key) => this.includes(key)) };
  }

  /** How many would be done; those that need nothing are only known as far as they are shown. */
  get chosen(): number {
    if (!this.#plan) return 0;
    return this.#plan.total - (this.#plan.items.length - this.#keys.length) - this.leftOut;
  }

  startWord(input: Input, unit: string): string {
    return this.fits(input) && this.#plan && !this.#plan.more ? `Start with ${formatUnits(this.chosen, unit)}` : 'Start';
  }

  /** For those who do not see it. */
  summary(unit: string): string {
    return this.#plan ? `The plan has ${formatUnits(this.#plan.total, unit)}; ${this.chosen} would be done.` : '';
  }
}
