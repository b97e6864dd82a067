import type { Client } from '@milepost/client';
import { createContext } from 'svelte';
import type { Announcer } from './live/announcer.svelte.ts';
import type { LiveJobs } from './live/live-jobs.svelte.ts';
import type { Router } from './router/router.svelte.ts';

/** What every page may ask for. */
export interface House {
  readonly client: Client;
  readonly router: Router;
  readonly announcer: Announcer;
  /** All that has not ended: the head of the page counts it, and home shows it. */
  readonly active: LiveJobs;
}

export const [getHouse, setHouse] = createContext<House>();
