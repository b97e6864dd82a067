import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeFolder, openForTest } from '../testing/open.ts';
import { createSelection } from './selection.ts';

/** A root with a folder beside it that is none of ours. */
async function makeRoot() {
  const folder = await makeFolder();
  const root = join(folder, 'photos');
  const secret = join(folder, 'secret');
  await mkdir(root);
  await mkdir(secret);
  await writeFile(join(secret, 'diary.txt'), 'dear diary');
  return { folder, root, secret };
}

test('a folder lists its folders, then its files, as people count, without what is hidden', async () => {
  const { root } = await makeRoot();
  for (const name of ['b', 'A', '.cache']) await mkdir(join(root, name));
  for (const name of ['IMG_10.jpg', 'img_9.jpg', 'IMG_2.jpg', '.hidden', 'ä.jpg']) await writeFile(join(root, name), '12345');
  const milepost = await openForTest({ roots: [root] });
  const list = await milepost.files({ path: root });
  expect(list).toMatchObject({ path: root, parent: null, more: false });
  expect(list.entries.map(({ name }) => name)).toEqual(['A', 'b', 'ä.jpg', 'IMG_2.jpg', 'img_9.jpg', 'IMG_10.jpg']);
  expect(list.entries[0]).toEqual({ name: 'A', path: join(root, 'A'), kind: 'folder', size: null, modified: expect.any(Number) });
  expect(list.entries[3]).toMatchObject({ path: join(root, 'IMG_2.jpg'), kind: 'file', size: 5 });
  expect(Math.abs((list.entries[3]?.modified ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(await milepost.files({ path: join(root, 'b') })).toMatchObject({ parent: root, entries: [] });
});

test('without a path it begins at the roots, and at the home folder where there are none', async () => {
  const { folder, root, secret } = await makeRoot();
  const milepost = await openForTest({ roots: [secret, root] });
  const roots = await milepost.files();
  expect(roots).toMatchObject({ path: null, parent: null, more: false });
  expect(roots.entries.map(({ name, path }) => [name, path])).toEqual([
    ['photos', root],
    ['secret', secret],
  ]);
  await rename(secret, join(folder, 'gone'));
  expect((await milepost.files({ path: '' })).entries).toHaveLength(1);
  await milepost.close();
  const anywhere = await openForTest();
  expect((await anywhere.files()).path).toBe(homedir());
  expect(await anywhere.files({ path: '/' })).toMatchObject({ path: '/', parent: null });
});

test('no link is followed out of the roots, and one that stays inside is what it leads to', async () => {
  const { folder, root, secret } = await makeRoot();
  await mkdir(join(root, 'inside'));
  await symlink(join(root, 'inside'), join(root, 'within'));
  await symlink(secret, join(root, 'out'));
  await symlink(join(secret, 'diary.txt'), join(root, 'out.txt'));
  await symlink(join(root, 'loop'), join(root, 'loop'));
  const milepost = await openForTest({ roots: [root] });
  const { entries } = await milepost.files({ path: root });
  expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
    ['inside', 'folder'],
    ['within', 'folder'],
  ]);
  expect(await milepost.files({ path: join(root, 'within') })).toMatchObject({ path: join(root, 'inside'), parent: root });
  const outside = [join(root, 'out'), join(root, 'out', 'none'), secret, join(root, '..'), '/', '.', `${root}\0`, folder];
  for (const path of outside) await expect(milepost.files({ path })).rejects.toMatchObject({ reason: 'PATH_NOT_ALLOWED' });
  for (const path of [join(root, 'none'), join(root, 'loop')])
    await expect(milepost.files({ path })).rejects.toMatchObject({ reason: 'PATH_NOT_FOUND', issues: [{ path: ['path'] }] });
});

test('of a large folder the first thousand are listed, and that there are more', async () => {
  const { root } = await makeRoot();
  await Promise.all(Array.from({ length: 1500 }, (_, index) => writeFile(join(root, `${index}.jpg`), '')));
  await mkdir(join(root, 'last'));
  const milepost = await openForTest({ roots: [root] });
  const { entries, more } = await milepost.files({ path: root });
  expect(more).toBe(true);
  expect(entries.map(({ name }) => name)).toEqual(['last', ...Array.from({ length: 999 }, (_, index) => `${index}.jpg`)]);
  expect((await milepost.files({ path: root, limit: 2 })).entries).toHaveLength(2);
  await expect(milepost.files({ path: root }, AbortSignal.abort(new Error('Enough.')))).rejects.toThrow('Enough.');
});

test('a selection is the beginning of the sorted whole', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: 1, max: 20 }), (values, limit) => {
      const selection = createSelection<number>(limit, (left, right) => left - right);
      for (const value of values) selection.offer(value);
      expect(selection.best).toEqual(values.toSorted((left, right) => left - right).slice(0, limit));
      expect(selection.dropped).toBe(Math.max(0, values.length - limit));
    }),
  );
});
