import type { Client } from '@milepost/client';
import { type JobCounts, jobStates, type ServerInfo, type TaskInfo } from '@milepost/core/model';
import type { Component } from 'svelte';
import { render } from 'vitest-browser-svelte';
import type { House } from '../context.ts';
import '../tokens.css';
import '../base.css';

import InHouse from './InHouse.svelte';

export const noCounts = Object.fromEntries(jobStates.map((state) => [state, 0])) as JobCounts; // one for each state

export const info: ServerInfo = {
  version: '0.0.0',
  engine: 'embedded',
  store: 'sqlite',
  node: 'v20',
  startedAt: 0,
  workers: [],
  warnings: [],
  limits: { jobs: 2, threads: 2 },
  roots: ['/photos'],
  counts: noCounts,
  role: 'operate',
};

type Answers = { [Name in keyof Client]?: Partial<Client[Name]> };

/**
 * Shows a component as a page of the app would, with a client that answers as told. What is followed says nothing more after
 * what `feed` and `watch` give. Gives the house, and what changes the component's own properties.
 */
export async function showInHouse(
  // biome-ignore lint/suspicious/noExplicitAny: whatever a test wants to see
  component: Component<any>,
  inside: Record<string, unknown>,
  answers: Answers & { tasksList?: readonly TaskInfo[] } = {},
): Promise<{ house: House; change(properties: Record<string, unknown>): Promise<void> }> {
  const silence = () => (async function* () {})();
  const { tasksList = [], ...rest } = answers;
  const client = {
    feed: silence,
    watch: silence,
    connection: { state: 'live', subscribe: () => () => {} },
    ...rest,
    tasks: { list: async () => tasksList, ...rest.tasks },
    system: { info: async () => info, ...rest.system },
  } as unknown as Client; // as much of one as the component needs; another call fails the test
  let built: House | undefined;
  const onBuilt = (house: House) => {
    built = house;
  };
  const shown = await render(InHouse, { client, component, inside, onBuilt });
  if (!built) throw new Error('No house was built.');
  return { house: built, change: (properties) => shown.rerender({ client, component, inside: properties, onBuilt }) };
}
