import { z } from 'zod';
import { createCatalog } from '../check/catalog.ts';
import { defineTask } from '../define/define-task.ts';
import { defineTasks } from '../define/define-tasks.ts';
import type { Engine } from '../engine.ts';
import { createSharedWorkerId, openSharedEngine } from '../open-engine.ts';
import type { EngineHouse } from './engine/house.ts';

const suite = defineTask({ title: 'Suite', input: z.object({}), run() {} });
const catalog = createCatalog([defineTasks(import.meta.url, { suite })]);
let houses = 0;

/** Engines that meet in a Redis, under a prefix of their own. */
export async function openClusterHouse(
  url: string,
  jobs: number,
): Promise<EngineHouse & { another(): Promise<Engine>; readonly root: string }> {
  const prefix = `suite-${process.pid}-${Date.now()}-${houses++}`;
  const engines: Engine[] = [];
  async function another(): Promise<Engine> {
    const options = { catalog, jobs, threads: () => 0, memory: null };
    const engine = await openSharedEngine({ url, prefix, takeOver: 3_000 }, createSharedWorkerId(), options);
    engines.push(engine);
    return engine;
  }
  return {
    engine: await another(),
    another,
    keepsReports: true,
    root: `{${prefix}}`,
    async close() {
      for (const one of engines) await one.close();
    },
  };
}
