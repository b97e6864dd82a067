import { closeSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeFolder, put } from '../testing/folder.ts';
import { flush, flushFolder } from './flush.ts';

test('all who ask for a folder while it is being flushed share the flush that begins after that', async () => {
  const folder = makeFolder();
  const now = flushFolder(folder);
  const [next, same] = [flushFolder(folder), flushFolder(folder)];
  expect(next).not.toBe(now);
  expect(same).toBe(next);
  expect(flushFolder(makeFolder())).not.toBe(next);
  await Promise.all([now, next]);
  const later = flushFolder(folder);
  expect([now, next]).not.toContain(later);
  await later;
});

test('what the system says of a flush that fails is thrown, also where nobody waits for it yet', async () => {
  const file = openSync(put(makeFolder(), 'a', 'content'), 'r+');
  closeSync(file);
  const flushed = flush(file);
  await expect(flushed).rejects.toThrow('EBADF');
  await expect(flushFolder(`${makeFolder()}/none`)).rejects.toThrow('ENOENT');
});

test.runIf(process.platform === 'linux')('a folder that cannot be flushed is none to wait for', async () => {
  await flushFolder('/proc/self');
});
