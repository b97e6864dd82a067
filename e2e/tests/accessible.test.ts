import axe from 'axe-core';
import { backupTasks, expect, test } from './house.ts';
import { sights, startShowcase } from './pages.ts';

/** The rules that may find something in one theme alone: between the themes nothing but colours differs. */
const ofColours = ['color-contrast', 'link-in-text-block'];

test('axe finds nothing wrong with any page in either theme, and none wider than a small phone', async ({
  house,
  visit,
  page,
}) => {
  test.setTimeout(120_000);
  await house.kill();
  await house.open(['--tasks', backupTasks]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await visit();
  const jobs = await startShowcase(house);
  const found: string[] = [];
  for (const sight of sights) {
    await sight.show({ house, page, jobs });
    await page.evaluate(axe.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const options = { preload: false, ...(colorScheme === 'dark' && { runOnly: ofColours }) };
      const result = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as axe.AxeResults; // what axe gives
      expect(result.passes.length).toBeGreaterThan(colorScheme === 'light' ? 15 : 0);
      for (const { id, nodes } of result.violations) {
        found.push(...nodes.map(({ html }) => `${sight.name}, ${colorScheme}: ${id}: ${html.slice(0, 160)}`));
      }
    }
    await page.setViewportSize({ width: 320, height: 740 });
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) found.push(`${sight.name} is too wide`);
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  expect(found).toEqual([]);
});
