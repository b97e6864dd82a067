import { type AppendSync, findRedisServer, startRedis, type TestRedis } from '@milepost/core/testing';

export const redisMissing = 'BullMQ is not among them: there is no redis-server on this machine.';

/** A Redis of one's own, or null where there is none to start. */
export async function openRedis(sync: AppendSync): Promise<TestRedis | null> {
  return findRedisServer() === null ? null : startRedis(sync);
}
