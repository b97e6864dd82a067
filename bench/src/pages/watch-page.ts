import { type Browser, chromium, type Page } from 'playwright-core';

/** What a page was like for who looked at it. */
export interface Seen {
  /** Milliseconds between two frames, half of the times. */
  readonly frame: number;
  /** The share of frames that came later than one and a half of their time, %. */
  readonly late: number;
  /** Tasks that held the page up for longer than 50 ms. */
  readonly longTasks: number;
}

const onTime = 1_000 / 60;

/** @throws Error where there is no Chromium */
export async function openBrowser(): Promise<Browser> {
  const { findChromium } = (await import(new URL('../../../tools/chromium.js', import.meta.url).href)) as Finder; // not compiled with us
  const { executablePath, args, env } = await findChromium();
  return chromium.launch({ executablePath, args, env: { ...process.env, ...env } as Record<string, string> }); // without the undefined
}

interface Finder {
  findChromium(): Promise<{ executablePath: string; args: string[]; env: Record<string, string> }>;
}

/** Sees to it that from now on each page counts its frames and its long tasks. */
export async function countFrames(page: Page): Promise<void> {
  await page.addInitScript(`
    window.seen = { frames: [], longTasks: [] };
    new PerformanceObserver((list) => window.seen.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask' });
    const frame = (now) => { window.seen.frames.push(now); requestAnimationFrame(frame); };
    requestAnimationFrame(frame);`);
}

/** What is seen while something is done, and then for so long, milliseconds. */
export async function watchPage(page: Page, ms: number, act: () => Promise<unknown> = async () => {}): Promise<Seen> {
  await page.evaluate('void (window.seen.frames.length = window.seen.longTasks.length = 0)');
  await act();
  await page.waitForTimeout(ms);
  const seen = (await page.evaluate('window.seen')) as { frames: number[]; longTasks: number[] }; // as counted above
  const gaps = seen.frames.slice(1).map((at, index) => at - (seen.frames[index] as number)); // the one before
  gaps.sort((one, other) => one - other);
  return {
    frame: gaps[gaps.length >> 1] ?? Number.NaN,
    late: (100 * gaps.filter((gap) => gap > 1.5 * onTime).length) / gaps.length,
    longTasks: seen.longTasks.length,
  };
}
