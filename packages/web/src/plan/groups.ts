import type { Plan } from '@milepost/core/model';

/** Items of which the same would be changed. */
export interface Group {
  readonly name: string;
  readonly keys: readonly string[];
}

/** More kinds than these tell nothing. */
const most = 12;

/**
 * The items by what would change. Numbers in it are what differs from item to item (`2008-05-01 → 2008-05-02`), so they are not
 * looked at. No groups where there is only one, or nearly as many as items.
 */
export function groupByChange(items: Plan['items']): Group[] {
  const groups = new Map<string, { name: string; keys: string[]; alike: boolean }>();
  for (const { key, change, skip } of items) {
    if (skip !== undefined || change === undefined) continue;
    const kind = change.replace(/\d+/g, '#');
    const group = groups.get(kind) ?? { name: change, keys: [], alike: true };
    groups.set(kind, { name: group.name, keys: group.keys, alike: group.alike && group.name === change });
    group.keys.push(key);
  }
  if (groups.size < 2 || groups.size > most) return [];
  return [...groups]
    .map(([kind, { name, keys, alike }]) => ({ name: alike ? name : kind.replace(/#([-:. ]#)*/g, '…'), keys }))
    .sort((a, b) => b.keys.length - a.keys.length);
}
