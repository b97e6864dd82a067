import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { makeFolder } from '../testing/open.ts';

test('a program that is given to node on its command line may run tasks', { timeout: 60_000 }, async () => {
  const program = `
    import { openMilepost } from '@milepost/core';
    import demo from '@milepost/core/demo';
    const milepost = await openMilepost({ tasks: [demo], data: ${JSON.stringify(await makeFolder())} });
    const { id } = await milepost.start({ task: 'demo.sleep', input: { steps: 1 } });
    for await (const _ of milepost.watch(id));
    const { state, error } = await milepost.get(id);
    await milepost.close();
    console.log(state, error?.message ?? '');`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  expect(stdout.trim()).toBe('succeeded');
});
