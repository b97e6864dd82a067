export { Estimator } from '../progress/estimator.ts';
export type { EngineHouse, OpenEngine } from './engine/house.ts';
export { engineSuite } from './engine/suite.ts';
export { type AppendSync, findRedisServer, mayLackRedis, startRedis, type TestRedis } from './redis.ts';
export type { StoreHouse } from './store/house.ts';
export { storeSuite } from './store/suite.ts';
export { default as testTasks } from './tasks.ts';
