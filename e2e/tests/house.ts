import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@milepost/client';
import type demo from '@milepost/core/demo';
import type photoTasks from '@milepost/photos';
import { writeSamplePhotos } from '@milepost/photos/samples';
import { test as base, expect } from '@playwright/test';
import { type Command, milepost } from './milepost.ts';
import type backup from './tasks/backup.js';
import type talk from './tasks/talk.js';

interface Tasks {
  tasks: (typeof demo)['tasks'] & (typeof photoTasks)['tasks'] & (typeof talk)['tasks'] & (typeof backup)['tasks'];
}

/** A list of one task, `test.talk`, which writes a line into its log for each step. */
export const talkTasks = fileURLToPath(new URL('tasks/talk.js', import.meta.url));

/** A list of one task, `backup.verify`, a batch of some length of which some items fail. */
export const backupTasks = fileURLToPath(new URL('tasks/backup.js', import.meta.url));

/** A server with a data folder and sample photos of its own, and all that a test needs to visit it. */
export interface House {
  /** The home folder of its user. */
  readonly home: string;
  readonly photos: string;
  /** Address and token, as the environment of a `milepost` command. */
  readonly env: () => { MILEPOST_URL: string; MILEPOST_TOKEN: string };
  readonly login: () => string;
  readonly client: () => Client<Tasks>;
  /** Starts the server again after `kill`, on the same data. */
  readonly open: (args?: readonly string[]) => Promise<void>;
  /** Ends the server at once, as a power cut would. */
  readonly kill: () => Promise<void>;
}

interface Note {
  readonly url: string;
  readonly token: string;
}

async function buildHouse(samples: string): Promise<House & { close(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'milepost-e2e-'));
  const [photos, data] = [join(home, 'photos'), join(home, 'data')];
  await cp(samples, photos, { recursive: true });
  // A token that stays, so that a browser that has logged in is known to the next server too.
  const env = { MILEPOST_TOKEN: randomUUID() };
  let server: Command | undefined;
  let login = '';
  let note: Note = { url: '', token: '' };
  let port = '0';
  const clients: Client<Tasks>[] = [];

  const stop = async (signal: NodeJS.Signals) => {
    server?.process.kill(signal);
    await server?.ended();
    server = undefined;
  };

  return {
    home,
    photos,
    env: () => ({ MILEPOST_URL: note.url, MILEPOST_TOKEN: note.token }),
    login: () => login,
    client() {
      const client = createClient<Tasks>(note);
      clients.push(client);
      return client;
    },
    async open(args = []) {
      server = milepost(['serve', photos, '--port', port, '--data', data, '--no-open', ...args], { home, env });
      login = (await server.until(/https?:\/\/\S+\/login\S*/))[0];
      note = JSON.parse(await readFile(join(data, 'server.json'), 'utf8')) as Note; // written by the server, read in the line below
      port = new URL(note.url).port;
    },
    kill: () => stop('SIGKILL'),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await stop('SIGTERM');
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Rooms {
  house: House;
  /** Logs the browser in. */
  visit: () => Promise<void>;
  /** What the browser may remark on because this test provokes it; any other complaint of any page fails the test. */
  provoked: RegExp;
}

/** What the tests of one process share. */
interface Shared {
  /** A folder with the sample photos, to copy: drawing them takes longer than most else of a house. */
  samples: string;
}

export const test = base.extend<Rooms, Shared>({
  samples: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what is wanted from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'milepost-e2e-samples-'));
      await writeSamplePhotos(folder);
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  house: async ({ samples }, use) => {
    const house = await buildHouse(samples);
    try {
      await house.open();
      await use(house);
    } finally {
      await house.close();
    }
  },
  provoked: [/^$/, { option: true }],
  context: async ({ context, provoked }, use) => {
    const complaints: string[] = [];
    context.on('weberror', (error) => complaints.push(error.error().message));
    context.on('console', (message) => {
      if (message.type() === 'error' && !provoked.test(message.text())) complaints.push(message.text());
    });
    // A breach of the content security policy, told by the page itself: not all of them reach the console.
    await context.addInitScript(
      `addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective, event.blockedURI))`,
    );
    await use(context);
    expect(complaints).toEqual([]);
  },
  visit: async ({ house, page }, use) => {
    await use(async () => {
      await page.goto(house.login());
      await expect(page.getByRole('heading', { level: 1, name: 'What needs doing?' })).toBeVisible();
    });
  },
});

export { expect };
