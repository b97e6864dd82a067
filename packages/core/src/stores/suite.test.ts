import { join } from 'node:path';
import { test } from 'vitest';
import type { Store } from '../store.ts';
import { makeFolder } from '../testing/open.ts';
import { storeSuite } from '../testing/store/suite.ts';
import { asStore, openSqliteFile } from './sqlite/file.ts';
import { openSqliteStore } from './sqlite.ts';

/** The file in a thread of its own, as it is used, and the file itself. */
const ways: [string, (file: string) => Promise<Store>][] = [
  ['sqlite', openSqliteStore],
  ['sqlite in its thread', async (file) => asStore(openSqliteFile(file, false))],
];

for (const [name, open] of ways) {
  for (const [sentence, show] of Object.entries(storeSuite)) {
    test(`${name}: ${sentence}`, () =>
      show(async () => {
        const file = join(await makeFolder(), 'milepost.sqlite');
        const opened: Store[] = [];
        return {
          async open() {
            const store = await open(file);
            opened.push(store);
            return store;
          },
          async close() {
            for (const store of opened) await store.close();
          },
        };
      }));
  }
}
