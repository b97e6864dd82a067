import { afterAll, type TestContext, test } from 'vitest';
import { z } from 'zod';
import { createCatalog } from '../check/catalog.ts';
import { defineTask } from '../define/define-task.ts';
import { defineTasks } from '../define/define-tasks.ts';
import type { Engine } from '../engine.ts';
import { createSharedWorkerId, openSharedEngine } from '../open-engine.ts';
import type { OpenEngine } from '../testing/engine/house.ts';
import { engineSuite } from '../testing/engine/suite.ts';
import { mayLackRedis, openAnyRedis } from '../testing/redis.ts';

const redis = await openAnyRedis();
afterAll(() => redis?.close());

const suite = defineTask({ title: 'Suite', input: z.object({}), run() {} });
const catalog = createCatalog([defineTasks(import.meta.url, { suite })]);
let houses = 0;

/** Each house has keys of its own. */
const open: OpenEngine = async ({ jobs }) => {
  const prefix = `suite-${process.pid}-${Date.now()}-${houses++}`;
  const engines: Engine[] = [];
  async function another(): Promise<Engine> {
    const options = { catalog, jobs, threads: () => 0, epoch: null };
    const shared = { url: redis?.url ?? '', prefix, takeOver: 3_000 };
    const engine = await openSharedEngine(shared, createSharedWorkerId(), options);
    engines.push(engine);
    return engine;
  }
  const engine = await another();
  return {
    engine,
    another,
    keepsReports: true,
    async close() {
      for (const one of engines) await one.close();
    },
  };
};

for (const [sentence, show] of Object.entries(engineSuite)) {
  test(sentence, { timeout: 60_000 }, async (context: TestContext) => {
    if (redis === null) context.skip(mayLackRedis());
    await show(open);
  });
}
