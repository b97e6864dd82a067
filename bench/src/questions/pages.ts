import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { playServer } from '../pages/play-server.ts';
import { countFrames, openBrowser, type Seen, watchPage } from '../pages/watch-page.ts';
import type { Question, Setting } from '../question.ts';
import { Runs } from '../runs.ts';

export default {
  title: 'Is a page in which much moves as quick as its screen?',
  unit: 'ms',
  better: 'less',
  async *races(setting) {
    const [jobs, items] = setting.quick ? [20, 100] : [200, 10_000];
    const browser = await openBrowser();
    try {
      for (const [page, runs] of [
        [`a list of which ${jobs} jobs move`, new Runs(() => seeList(browser, setting, jobs))],
        [`a plan of ${items.toLocaleString('en')} items, shown and scrolled`, new Runs(() => seePlan(browser, setting, items))],
      ] as const) {
        const race = (what: string, unit: string, figureOf: (seen: Seen) => number, reach?: number) => ({
          title: `${page}: ${what}`,
          unit,
          contestants: [{ name: 'Milepost', ...(reach === undefined ? {} : { reach }), measure: runs.telling(figureOf) }],
        });
        yield race('from one frame to the next, half of the times', 'ms', ({ frame }) => frame, 17);
        yield race('frames that come late', '%', ({ late }) => late);
        yield race('tasks over 50 ms', 'tasks', ({ longTasks }) => longTasks, 0);
      }
    } finally {
      await browser.close();
    }
  },
} satisfies Question as Question;

function seeList(browser: Browser, setting: Setting, jobs: number): Promise<Seen> {
  return see(browser, setting, { jobs, path: '/jobs' }, async (page) => {
    await page.locator('[aria-valuenow]:not([aria-valuenow="0"])').first().waitFor();
    await page.waitForTimeout(1_000);
    return watchPage(page, setting.quick ? 500 : 6_000);
  });
}

function seePlan(browser: Browser, setting: Setting, items: number): Promise<Seen> {
  return see(browser, setting, { jobs: 0, path: `/tasks/bench.trivial?count=${items}` }, async (page) => {
    const show = page.getByRole('button', { name: 'Show the plan' });
    await show.waitFor();
    await page.waitForTimeout(1_000);
    return watchPage(page, setting.quick ? 500 : 6_000, async () => {
      await show.click();
      await page.waitForSelector('[aria-label="All items"] li');
      await page.evaluate(`
        const list = document.querySelector('[aria-label="All items"]');
        const scroll = () => { list.scrollTop += 40; requestAnimationFrame(scroll); };
        scroll();`);
    });
  });
}

/** Opens a page, with a server and a login of its own. */
async function see(
  browser: Browser,
  { folder }: Setting,
  { jobs, path }: { jobs: number; path: string },
  look: (page: Page) => Promise<Seen>,
): Promise<Seen> {
  const server = await playServer(mkdtempSync(join(folder, 'data-')), jobs);
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  await countFrames(page);
  await page.goto(server.loginUrl);
  await page.goto(server.url + path);
  const seen = await look(page);
  await page.close();
  await server.close();
  return seen;
}
