/// <reference lib="dom" />
import type { Locator } from '@playwright/test';

/** All rows of a list of which only those in sight are made, read by scrolling through it from its beginning. */
export async function readList(box: Locator): Promise<string[]> {
  return box.evaluate(async (element) => {
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const rows = new Map<number, string>();
    let size = 0;
    element.scrollTop = 0;
    for (let turn = 0; turn < 2000; turn++) {
      await painted();
      for (const row of element.querySelectorAll('li')) {
        rows.set(Number(row.getAttribute('aria-posinset')), row.textContent ?? '');
        size = Number(row.getAttribute('aria-setsize'));
      }
      if (rows.size === size) break;
      const before = element.scrollTop;
      element.scrollTop += element.clientHeight / 2;
      if (element.scrollTop === before) element.scrollTop = 0;
    }
    return [...rows].sort(([a], [b]) => a - b).map(([, text]) => text);
  });
}
