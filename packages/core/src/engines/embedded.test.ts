import { test } from 'vitest';
import { engineSuite } from '../testing/engine/suite.ts';
import { createEmbeddedEngine } from './embedded.ts';

for (const [sentence, show] of Object.entries(engineSuite)) {
  test(sentence, () =>
    show(async ({ jobs }) => {
      const worker = { id: 'here', machine: 'here', pid: 1, version: '0', startedAt: 0, tasks: ['suite'] };
      const engine = createEmbeddedEngine({ jobs, worker, threads: () => 0 });
      return { engine, close: () => engine.close() };
    }),
  );
}
