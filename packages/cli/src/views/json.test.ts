import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, openBench, ownTasks } from '../testing/milepost.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/**
 * Programs rely on these lines. When this fails, a field was taken away, or one came that docs/events.schema.json does not name:
 * the first breaks them, the second wants to be written down.
 */
test('every line of --json is as docs/events.schema.json says', { timeout: 60_000 }, async () => {
  const schema = JSON.parse(await readFile(new URL('../../../../docs/events.schema.json', import.meta.url), 'utf8'));
  const check = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  const own = ['--tasks', ownTasks, '--json'];
  const runs = [
    ['run', 'test.greet', '--name', 'Ada', ...own],
    ['run', 'test.letters', '--bad', 'ce', '--yes', ...own],
    ['run', 'test.fail', ...own],
    ['run', 'demo.sleep', '--steps', '25', '--json'],
    ['run', 'demo.stages', '--steps', '10', '--json'],
  ];
  const seen = new Set<string>();
  for (const words of runs) {
    for (const line of (await bench.run(...words)).lines) {
      const event = JSON.parse(line);
      seen.add(event.type);
      expect({ words, line, errors: check(event) ? [] : check.errors }).toMatchObject({ errors: [] });
    }
  }
  expect([...seen].sort()).toEqual(['log', 'progress', 'snapshot', 'state']);
  expect(check({ id: 'a', type: 'progress', progress: {} })).toBe(false);
  expect(check({ id: 'a', type: 'state', job: null })).toBe(false);
});
