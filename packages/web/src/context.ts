import type { Client } from '@milepost/client';
import type { ServerInfo, TaskInfo } from '@milepost/core/model';
import { createContext } from 'svelte';
import type { Keys } from './keys/keys.svelte.ts';
import type { Announcer } from './live/announcer.svelte.ts';
import type { EndNotices } from './live/end-notices.svelte.ts';
import type { LiveJobs } from './live/live-jobs.svelte.ts';
import type { Loaded } from './live/loaded.svelte.ts';
import type { Preferences } from './live/preferences.svelte.ts';
import type { Removals } from './live/removals.svelte.ts';
import type { Toasts } from './live/toasts.svelte.ts';
import type { Router } from './router/router.svelte.ts';

/** What every page may ask for. */
export interface House {
  readonly client: Client;
  readonly router: Router;
  readonly announcer: Announcer;
  readonly preferences: Preferences;
  readonly keys: Keys;
  readonly toasts: Toasts;
  readonly removals: Removals;
  readonly notices: EndNotices;
  /** All that has not ended: the head of the page counts it, and home shows it. */
  readonly active: LiveJobs;
  /** What the server can do and where. It is asked for once, and again by `load`. */
  readonly about: Loaded<About>;
  /** Asks for `about` anew. */
  load(): void;
  /** False for a reader who may only look. */
  readonly mayAct: boolean;
}

export interface About {
  readonly tasks: readonly TaskInfo[];
  readonly info: ServerInfo;
}

export const [getHouse, setHouse] = createContext<House>();
