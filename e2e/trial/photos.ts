import { join } from 'node:path';
import { expect, test } from '../tests/house.ts';
import { differences, haveSamePixels, look, metadataOf, write, writePhotos } from './folder.ts';

/** `npm run trial` sets it to 1000. */
const count = Number(process.env.MILEPOST_TRIAL ?? 60);
/** Whoever looks at it wants to see it: pictures of the plan and of the end are put there. */
const pictures = process.env.MILEPOST_PICTURES;
const patience = 60_000 + count * 300;

const tasks = [
  { title: 'Shift dates', fill: ['By', '3h30m'] },
  { title: 'Rename', fill: ['Prefix', 'trip_'] },
  { title: 'Fix modified dates', fill: ['Zone', '+02:00'] },
  { title: 'Fix orientation', fill: null },
] as const;

test(`from the browser: ${count} photos, each task and its undo, some left out, and the folder is as it was`, async ({
  house,
  visit,
  page,
  browser,
}) => {
  test.setTimeout(8 * patience);
  const folder = join(house.photos, 'many');
  await writePhotos(house.photos, folder, count);
  const before = await look(folder);
  await visit();
  const shot = async (name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
  };

  for (const { title, fill } of tasks) {
    await page.goto(house.env().MILEPOST_URL);
    await page.getByRole('link', { name: title, exact: true }).click();
    await page.getByLabel('Folder', { exact: true }).fill(folder);
    if (fill) await page.getByLabel(fill[0], { exact: true }).fill(fill[1]);
    await page.getByRole('button', { name: 'Show the plan' }).click();
    const plan = page.getByRole('region', { name: 'The plan' });
    const rows = plan.getByRole('listitem').getByRole('checkbox');
    await expect(plan.getByText(`${count.toLocaleString('en')} photos`).first()).toBeVisible({ timeout: patience });
    const left: string[] = [];
    for (const index of [0, 1, 2]) {
      await rows.nth(index).uncheck();
      left.push((await rows.nth(index).evaluate('(box) => box.labels[0].textContent')) as string); // every row has a label
    }
    await expect(plan.getByText('3 left out')).toBeVisible();
    await shot(`${title}, the plan`);

    await page.getByRole('button', { name: /^Start/ }).click();
    const progress = page.getByRole('progressbar', { name: `Progress of ${title}` });
    await expect(progress).toHaveAttribute('aria-valuenow', '100', { timeout: patience });
    await expect(page.getByRole('main').getByText('Succeeded').first()).toBeVisible();
    await shot(`${title}, the end`);
    const changed = differences(await look(folder), before);
    expect(changed.length).toBeGreaterThan(count / 4);
    expect(changed.filter((name) => left.includes(name))).toEqual([]);

    const job = page.url();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: /^Yes, take back/ }).click();
    await expect(page).not.toHaveURL(job);
    // The page before stays in sight for a moment once the address is the new one's: whether it has ended is asked of the server.
    const undo = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await house.client().job(undo).result();
    await expect(progress).toHaveAttribute('aria-valuenow', '100', { timeout: patience });
    await expect(page.getByRole('main').getByText('Succeeded').first()).toBeVisible();
    const after = await look(folder);
    if (title !== 'Fix orientation') {
      expect(differences(after, before)).toEqual([]);
      continue;
    }
    // The same pixels to the bit, every byte of the metadata and every time; the picture has other tables.
    expect([...after.keys()]).toEqual([...before.keys()]);
    const pairs = differences(after, before).map((name) => [after.get(name), before.get(name)] as const);
    for (const [one, other] of pairs) {
      expect(one?.modified).toBe(other?.modified);
      expect(one && other && metadataOf(one.bytes).equals(metadataOf(other.bytes))).toBe(true);
    }
    const photos = pairs.map(([one, other]) => [one?.bytes ?? Buffer.alloc(0), other?.bytes ?? Buffer.alloc(0)] as const);
    expect(await haveSamePixels(browser, photos)).toBe(true);
    for (const [name, { bytes, modified }] of before) await write(join(folder, name), bytes, modified);
  }
});
