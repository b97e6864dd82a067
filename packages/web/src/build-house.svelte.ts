import type { Client } from '@milepost/client';
import type { About, House } from './context.ts';
import { Keys } from './keys/keys.svelte.ts';
import { Announcer } from './live/announcer.svelte.ts';
import { EndNotices } from './live/end-notices.svelte.ts';
import { LiveJobs } from './live/live-jobs.svelte.ts';
import { Loaded } from './live/loaded.svelte.ts';
import { Preferences } from './live/preferences.svelte.ts';
import { Removals } from './live/removals.svelte.ts';
import { Toasts } from './live/toasts.svelte.ts';
import { Router } from './router/router.svelte.ts';
import { jobPath } from './router/routes.ts';

/** Puts together what the pages share. It lives as long as the app does. */
export function buildHouse(client: Client): House {
  const router = new Router();
  const toasts = new Toasts();
  const preferences = new Preferences();
  const about = new Loaded<About>();
  const load = () =>
    void about.load(async (signal) => {
      const [tasks, info] = await Promise.all([client.tasks.list({ signal }), client.system.info({ signal })]);
      return { tasks, info };
    });
  load();
  return {
    client,
    router,
    toasts,
    preferences,
    about,
    load,
    announcer: new Announcer(),
    keys: new Keys(() => preferences.keys),
    removals: new Removals(client, toasts),
    notices: new EndNotices(client, (id) => router.go(jobPath(id))),
    active: new LiveJobs(client, { states: ['queued', 'running', 'paused'] }),
    get mayAct() {
      return about.current?.info.role !== 'view';
    },
  };
}
