import { expect, test } from 'vitest';
import { openForTest, watchToEnd } from '../testing/open.ts';

test('a job that was cancelled before its thread was there cannot be paused, resumed or cancelled while its end is written', async () => {
  const milepost = await openForTest();
  for (const verb of ['pause', 'resume', 'cancel'] as const) {
    const { id } = await milepost.start({ task: 'test.count', input: { to: 3 } });
    await milepost.cancel(id);
    await expect(milepost[verb](id)).rejects.toMatchObject({ reason: 'INVALID_STATE' });
    await watchToEnd(milepost, id);
    expect(await milepost.get(id)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' } });
  }
});
