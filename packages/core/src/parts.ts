import type { Catalog } from './check/catalog.ts';
import type { Engine } from './engine.ts';
import type { Recorder } from './record/recorder.ts';
import type { Pool } from './run/pool.ts';
import type { Store } from './store.ts';

/** What a Milepost is put together from. */
export interface Parts {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly pool: Pool;
  readonly holder: { release(): void };
  readonly roots: readonly string[] | null;
  /** Why the jobs that had not ended when it was opened are not to be touched here; null when they may be. */
  readonly elsewhere: string | null;
  /** What is to be known of how it was opened; null when nothing is. */
  readonly warning: string | null;
  readonly limits: { readonly jobs: number; readonly threads: number };
}
