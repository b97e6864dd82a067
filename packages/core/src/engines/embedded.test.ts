import { test } from 'vitest';
import { engineSuite } from '../testing/engine/suite.ts';
import { createEmbeddedEngine } from './embedded.ts';

for (const [sentence, show] of Object.entries(engineSuite)) {
  test(sentence, () =>
    show(async ({ jobs }) => {
      const engine = createEmbeddedEngine({ jobs, worker: 'here', threads: () => 0 });
      return { engine, close: () => engine.close() };
    }),
  );
}
