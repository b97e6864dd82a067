import { execFileSync } from 'node:child_process';
import { renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { link, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, openForTest } from '../testing/open.ts';
import { findFile } from './found-file.ts';

async function makeRoot() {
  const folder = await makeFolder();
  const [root, secret] = [join(folder, 'photos'), join(folder, 'secret')];
  await mkdir(join(root, 'day'), { recursive: true });
  await mkdir(secret);
  await writeFile(join(root, 'day', 'one.jpg'), 'ours');
  await writeFile(join(secret, 'one.jpg'), 'not for others');
  return { root, secret };
}

test('a file is found by its real path, with what tells it apart from every other', async () => {
  const { root } = await makeRoot();
  await symlink(join(root, 'day'), join(root, 'today'));
  const milepost = await openForTest({ roots: [root] });
  const found = await milepost.findFile(join(root, 'today', 'one.jpg'));
  const stats = await stat(join(root, 'day', 'one.jpg'), { bigint: true });
  expect(found).toEqual({
    path: join(root, 'day', 'one.jpg'),
    device: stats.dev,
    inode: stats.ino,
    size: 4n,
    modified: stats.mtimeNs,
  });
});

test('what lies outside, is a folder, a pipe or nothing is refused at once', async () => {
  const { root, secret } = await makeRoot();
  await symlink(secret, join(root, 'out'));
  await symlink(join(secret, 'one.jpg'), join(root, 'out.jpg'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const refused = (path: string) => findFile(path, [root]).catch((error: { reason: string }) => error.reason);
  for (const path of [
    join(secret, 'one.jpg'),
    join(root, 'out', 'one.jpg'),
    join(root, 'out', 'none.jpg'),
    join(root, 'out.jpg'),
    `${root}/day/../../secret/one.jpg`,
    join(root, 'day', 'one.jpg\0.png'),
    'day/one.jpg',
    '',
  ])
    expect([path, await refused(path)]).toEqual([path, 'PATH_NOT_ALLOWED']);
  for (const path of [root, join(root, 'none'), join(root, 'pipe'), join(root, 'day', 'one.jpg', 'below')])
    expect([path, await refused(path)]).toEqual([path, 'PATH_NOT_FOUND']);
});

test('a folder that is swapped for a link again and again never gives away what lies outside', async () => {
  const { root, secret } = await makeRoot();
  const path = join(root, 'day', 'one.jpg');
  const outside = await stat(join(secret, 'one.jpg'), { bigint: true });
  let [found, refused, swaps] = [0, 0, 0];
  let swapping = true;
  // Between any two steps of those that look.
  const swap = async () => {
    while (swapping) {
      renameSync(join(root, 'day'), join(root, 'kept'));
      symlinkSync(secret, join(root, 'day'));
      await new Promise(setImmediate);
      unlinkSync(join(root, 'day'));
      renameSync(join(root, 'kept'), join(root, 'day'));
      await new Promise(setImmediate);
      swaps++;
    }
  };
  const look = async () => {
    for (let round = 0; round < 300; round++) {
      await findFile(path, [root]).then(
        ({ inode }) => {
          expect(inode).not.toBe(outside.ino);
          found++;
        },
        ({ reason }) => {
          expect(reason).toMatch(/PATH_NOT_/);
          refused++;
        },
      );
    }
  };
  const swapper = swap();
  await Promise.all(Array.from({ length: 8 }, look)).finally(() => {
    swapping = false;
  });
  await swapper;
  expect(found + refused).toBe(2400);
  expect([found > 0, refused > 0, swaps > 10]).toEqual([true, true, true]);
});

test('a second name of a file is the same file', async () => {
  const { root } = await makeRoot();
  await link(join(root, 'day', 'one.jpg'), join(root, 'two.jpg'));
  const [one, two] = await Promise.all(['day/one.jpg', 'two.jpg'].map((name) => findFile(join(root, name), [root])));
  expect(two?.inode).toBe(one?.inode);
});
