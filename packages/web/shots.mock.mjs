import { chromium } from 'playwright';
const base = process.argv[2] ?? 'http://localhost:4599'; const out = '/tmp/webmock';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-quic','--disable-background-networking','--disable-component-update','--disable-sync','--no-first-run'] });
const pages = { home: '/', job: '/jobs/k3Jx9', jobs: '/jobs', task: '/tasks/photos.shift-dates?by=3h', partial: '/jobs/p1' };
for (const [scheme, width] of [['light', 1200], ['dark', 1200], ['light', 390]]) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && console.log(m.text()));
  page.on('pageerror', (e) => console.log('ERR', e.message));
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(base + path); await page.waitForTimeout(700);
    if (name === 'task') { await page.getByText('Show the plan').first().click(); await page.waitForTimeout(300); }
    await page.screenshot({ path: `${out}/${name}-${scheme}-${width}.png`, fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth); if (over > 0) console.log('overflow', name, width, over);
  }
}
await browser.close();
