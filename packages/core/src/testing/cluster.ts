import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished, type TestContext, test } from 'vitest';
import demoTasks from '../demo/index.ts';
import type { Milepost, MilepostOptions, RedisOptions } from '../milepost.ts';
import { openMilepost } from '../open-milepost.ts';
import { openWorker, type Worker, type WorkerOptions } from '../open-worker.ts';
import chaosTasks from './chaos.ts';
import { makeFolder } from './open.ts';
import { findRedisServer, mayLackRedis, startRedis, type TestRedis } from './redis.ts';
import testTasks from './tasks.ts';

const compiled = new URL('../../dist/', import.meta.url);
const entry = fileURLToPath(new URL('testing/worker-process.js', compiled));

/** The lists as threads load them: compiled. */
export const clusterTasks = [
  { ...testTasks, url: new URL('testing/tasks.js', compiled).href },
  { ...demoTasks, url: new URL('demo/index.js', compiled).href },
  { ...chaosTasks, url: new URL('testing/chaos.js', compiled).href },
];

/** Machines that meet in a Redis of their own. All of it is closed when the test is over. */
export class TestCluster {
  readonly redis: TestRedis;
  readonly settings: RedisOptions;
  readonly data: string;

  constructor(redis: TestRedis, data: string) {
    this.redis = redis;
    this.data = data;
    this.settings = { url: redis.url, prefix: 'test', takeOver: 3_000 };
  }

  /** A server; without more it does no jobs itself. */
  async openServer(options: Partial<MilepostOptions> = {}): Promise<Milepost> {
    const milepost = await openMilepost({ tasks: clusterTasks, data: this.data, redis: this.settings, ...options });
    onTestFinished(() => milepost.close());
    return milepost;
  }

  /** A worker in this process. */
  async openWorker(options: Partial<WorkerOptions> = {}): Promise<Worker> {
    const worker = await openWorker({ tasks: clusterTasks, redis: this.settings, ...options });
    onTestFinished(() => worker.close());
    return worker;
  }

  /** A worker in a process of its own, to be killed. */
  async startWorker(options: object = {}): Promise<{ id: string; process: ChildProcess }> {
    const child = spawn(process.execPath, [entry, JSON.stringify({ redis: this.settings, ...options })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const [said] = (await once(child.stdout as NodeJS.EventEmitter, 'data')) as [Buffer]; // it is piped
    return { id: said.toString().trim().slice('works '.length), process: child };
  }
}

/** A test that wants a Redis to kill; where there is none it is skipped, and says why. */
export function testCluster(sentence: string, show: (cluster: TestCluster) => Promise<void>, timeout = 60_000): void {
  test(sentence, { timeout }, async (context: TestContext) => {
    if (findRedisServer() === null) context.skip(mayLackRedis());
    const redis = await startRedis();
    onTestFinished(() => redis.close());
    await show(new TestCluster(redis, await makeFolder()));
  });
}
