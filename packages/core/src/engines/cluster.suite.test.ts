import { afterAll, type TestContext, test } from 'vitest';
import { openClusterHouse } from '../testing/cluster-house.ts';
import { engineSuite } from '../testing/engine/suite.ts';
import { mayLackRedis, openAnyRedis } from '../testing/redis.ts';

const redis = await openAnyRedis();
afterAll(() => redis?.close());

for (const [sentence, show] of Object.entries(engineSuite)) {
  test(sentence, { timeout: 60_000 }, async (context: TestContext) => {
    if (redis === null) context.skip(mayLackRedis());
    await show(({ jobs }) => openClusterHouse(redis?.url ?? '', jobs));
  });
}
