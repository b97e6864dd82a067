import type { Key } from '../keys/keys.svelte.ts';
import type { Ticks } from '../live/ticks.svelte.ts';

interface List {
  /** Null where nothing can be chosen. */
  readonly ticks: Ticks | null;
  /** The ids of the jobs as they are seen. */
  order(): readonly string[];
}

/** Walking through a list of jobs by keys: the link of a job has the focus, so that Enter opens it. */
export function listKeys({ ticks, order }: List): Key[] {
  const walk: Key[] = [
    { key: 'j', label: 'Next job', run: () => step(1) },
    { key: 'k', label: 'Previous job', run: () => step(-1) },
  ];
  if (ticks === null) return walk;
  const tickHere = (shift: boolean) => {
    const id = focused()?.dataset.job;
    if (id !== undefined) ticks.press(id, shift || !ticks.has(id), shift, order());
  };
  return [
    ...walk,
    { key: 'x', label: 'Choose it, or not', run: () => tickHere(false) },
    { key: 'X', label: 'Choose all up to it', run: () => tickHere(true) },
    { key: 'a', label: 'Choose all', run: () => ticks.set(order(), true) },
    { key: 'Escape', label: 'Choose none', run: () => ticks.clear() },
  ];
}

function focused(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('[data-job]') ?? null;
}

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-job]')];
  const here = focused();
  const at = here ? rows.indexOf(here) + by : 0;
  rows[Math.min(rows.length - 1, Math.max(0, at))]?.querySelector<HTMLElement>('a')?.focus();
}
