import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { backupTasks, expect, test } from '../tests/house.ts';
import { sights, startShowcase } from '../tests/pages.ts';

const folder = fileURLToPath(new URL('../../docs/images', import.meta.url));
const widths = { wide: { width: 1200, height: 800 }, phone: { width: 390, height: 844 } };

test('every page in both themes and two widths', async ({ house, visit, page, browser }) => {
  test.setTimeout(600_000);
  await mkdir(folder, { recursive: true });
  await house.kill();
  await house.open(['--tasks', backupTasks]);
  await visit();
  const state = await page.context().storageState();
  const first = { name: 'welcome', show: ({ page }: { page: Page }) => show(page, house.env().MILEPOST_URL) };
  await shoot(first.name, (page) => first.show({ page }));
  const jobs = await startShowcase(house);
  // Long enough for a curve.
  await expect
    .poll(async () => (await house.client().jobs.get(jobs.running)).progress.done, { timeout: 60_000 })
    .toBeGreaterThan(250);
  for (const sight of sights) await shoot(sight.name, (page) => sight.show({ page, house, jobs }));

  async function shoot(name: string, open: (page: Page) => Promise<void>) {
    for (const [width, viewport] of Object.entries(widths)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ storageState: state, viewport, colorScheme, deviceScaleFactor: 1 });
        const fresh = await context.newPage();
        await open(fresh);
        await fresh.mouse.move(0, 0);
        const png = await fresh.screenshot({ animations: 'disabled' });
        await writeFile(join(folder, `${name}-${width}-${colorScheme}.webp`), await toWebp(browser, png));
        await context.close();
      }
    }
  }
});

async function show(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole('heading', { name: 'Your first mile' })).toBeVisible();
}

/** A tenth of the size, made by the browser itself: there is no other tool to ask for. */
async function toWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const url = (await page.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.82);
  })()`)) as string; // a data URL
  await page.close();
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
