import type { Page } from '@playwright/test';
import { expect, type House } from './house.ts';

interface Place {
  readonly house: House;
  readonly page: Page;
  readonly jobs: Showcase;
}

/** One page as a reader may have it before him. */
export interface Sight {
  readonly name: string;
  show(place: Place): Promise<void>;
}

/** Ids of jobs that have something to show. */
export interface Showcase {
  readonly running: string;
  readonly stages: string;
  readonly partial: string;
}

/** Starts them: one that goes on, one in stages, one that ended and had failures, and a few for the list. */
export async function startShowcase(house: House): Promise<Showcase> {
  const client = house.client();
  const shift = await client.start('photos.shift-dates', { folder: house.photos, by: '3h' });
  await shift.result().catch(() => {});
  for (const steps of [3, 5]) await (await client.start('demo.sleep', { steps })).result();
  const stages = await client.start('demo.stages', { steps: 3000 });
  const held = await client.start('demo.sleep', { steps: 900 });
  await held.pause();
  const running = await client.start('backup.verify', { files: 2400, pace: 'slow' });
  for await (const { done } of running.progress()) if (done > 50) break;
  return { running: running.id, stages: stages.id, partial: shift.id };
}

async function goto({ page, house }: Place, path: string): Promise<void> {
  await page.goto(house.env().MILEPOST_URL + path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Every page there is, and what opens on it. */
export const sights: readonly Sight[] = [
  {
    name: 'home',
    async show(place) {
      await goto(place, '/');
      await expect(place.page.getByRole('list', { name: 'Jobs that have not ended' })).toBeVisible();
      await expect(place.page.getByRole('link', { name: 'Inspect', exact: true })).toBeVisible();
    },
  },
  {
    name: 'task',
    async show(place) {
      await goto(place, '/tasks/photos.shift-dates?by=3h');
      await expect(place.page.getByRole('button', { name: 'Show the plan' })).toBeVisible();
    },
  },
  {
    name: 'plan',
    async show(place) {
      await goto(place, '/tasks/photos.fix-orientation');
      await place.page.getByRole('button', { name: 'Show the plan' }).click();
      await expect(place.page.getByRole('region', { name: 'All items' })).toBeVisible();
      await expect
        .poll(() => place.page.evaluate('[...document.images].filter((image) => image.complete).length'))
        .toBeGreaterThan(3);
    },
  },
  {
    name: 'folders',
    async show(place) {
      await goto(place, '/tasks/photos.rename');
      await place.page.getByRole('button', { name: 'Browse…' }).first().click();
      await expect(place.page.getByRole('button', { name: 'Choose this folder' })).toBeVisible();
    },
  },
  {
    name: 'jobs',
    async show(place) {
      await goto(place, '/jobs');
      await place.page
        .getByRole('checkbox', { name: /Choose Sleep/ })
        .first()
        .check();
    },
  },
  {
    name: 'job',
    async show(place) {
      await goto(place, `/jobs/${place.jobs.running}`);
      await expect(place.page.getByRole('img', { name: /^Throughput since/ })).toBeVisible();
      await expect(place.page.getByRole('region', { name: 'Log' })).toBeVisible();
    },
  },
  {
    name: 'stages',
    async show(place) {
      await goto(place, `/jobs/${place.jobs.stages}`);
      await expect(place.page.getByRole('list', { name: 'Stages' })).toBeVisible();
    },
  },
  {
    name: 'ended',
    async show(place) {
      await goto(place, `/jobs/${place.jobs.partial}`);
      await expect(place.page.getByRole('region', { name: /What failed/ })).toBeVisible();
    },
  },
  {
    name: 'keys',
    async show(place) {
      await goto(place, `/jobs/${place.jobs.stages}`);
      await expect(place.page.getByRole('button', { name: 'Cancel' })).toBeVisible();
      await place.page.keyboard.press('?');
      await expect(place.page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    },
  },
  { name: 'nowhere', show: (place) => goto(place, '/nothing/here') },
];
