import type { Plan } from '@milepost/core/model';
import { plural } from '@milepost/core/model';
import { WrongUse } from './exit-code.ts';
import { didYouMean } from './flags/spelling.ts';
import type { JobRequest } from './read-request.ts';
import { colours, wantsColour } from './words/colours.ts';
import { type Column, table } from './words/table.ts';

type PlanItem = Plan['items'][number];

/**
 * The plan without the items that `--only` and `--except` leave out, as far as it is known.
 * @throws WrongUse where they name an item that the plan does not have
 */
export function choose(plan: Plan, { only, except }: Pick<JobRequest, 'only' | 'except'>): Plan {
  if (only.length === 0 && except.length === 0) return plan;
  const keys = plan.items.map(({ key }) => key);
  const unknown = plan.more ? undefined : [...only, ...except].find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new WrongUse(`There is no item "${unknown}" in the plan.${didYouMean(unknown, keys)}`);
  const items = plan.items.filter(({ key }) => (only.length === 0 || only.includes(key)) && !except.includes(key));
  return { ...plan, items, total: plan.more ? plan.total : items.length };
}

/** The plan as a table, with what it comes to below. `limit`: only so many items, and of those only what would change. */
export function describePlan(
  plan: Plan,
  unit: string,
  { columns, limit }: { columns?: number | undefined; limit?: number | undefined } = {},
): string {
  const colour = colours(wantsColour(process.stdout.isTTY));
  const items = limit === undefined ? plan.items : plan.items.filter(({ skip }) => skip === undefined).slice(0, limit);
  const details = [...new Set(items.flatMap((item) => Object.keys(item.details ?? {})))];
  const allColumns: Column<PlanItem>[] = [
    { title: capital(unit), text: ({ label }) => label },
    {
      title: 'Change',
      text: ({ change, skip }) => (skip === undefined ? (change ?? '') : `nothing: ${skip}`),
      paint: ({ skip }) => (skip === undefined ? colour.green : colour.dim),
    },
    ...details.map((name) => ({ title: name, optional: true, text: (item: PlanItem) => String(item.details?.[name] ?? '') })),
    // Told only where it is not what is read already: it is what --only and --except take.
    { title: 'Key', text: ({ key, label }) => (key === label ? '' : key), paint: () => colour.dim },
  ];
  const rest = limit === undefined ? plan.total - items.length : 0;
  return [
    items.length > 0 ? table(items, allColumns, { columns, colour }) : null,
    rest > 0 ? `… and ${rest} more` : null,
    describeTotal(plan, unit),
  ]
    .filter((line) => line !== null)
    .join('\n');
}

/** `24 photos would be worked on; 1 needs nothing.` */
export function describeTotal({ items, total, more }: Plan, unit: string): string {
  const skipped = more ? 0 : items.filter(({ skip }) => skip !== undefined).length;
  const active = total - skipped;
  const rest = skipped === 0 ? '' : `; ${skipped} ${skipped === 1 ? 'needs' : 'need'} nothing`;
  return `${active} ${plural(unit, active)} would be worked on${rest}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
