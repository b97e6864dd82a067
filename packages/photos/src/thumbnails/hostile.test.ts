import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawScene } from '../samples/scene.ts';
import { makeFolder, put } from '../testing/folder.ts';
import { find, openForTest } from '../testing/thumbnails.ts';

const scene = await sharp(Buffer.from(drawScene(3, 320, 240)))
  .removeAlpha()
  .jpeg({ quality: 90 })
  .toBuffer();

/** A PNG of one colour that says how large it is, in a few kilobytes. */
function drawBomb(width: number, height: number): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([...Array(8).fill(0), 1, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 1 });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A JPEG whose header says another size than its picture has. */
function resize(jpeg: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0, 0x00, 0x11]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

/** The processes that make thumbnails for this one, and the most memory that any of them has had, in MiB. */
function makers(): { pids: number[]; peak: number } {
  const status = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/status`, 'utf8');
    } catch {
      return '';
    }
  };
  const found = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && status(pid).includes(`PPid:\t${process.pid}\n`));
  const peaks = found.map((pid) => Number(/VmHWM:\s*(\d+)/.exec(status(pid))?.[1] ?? 0) / 1024);
  return { pids: found.map(Number), peak: Math.max(0, ...peaks) };
}

test('what is no picture, or a hostile one, costs an error each, and little memory', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest({ processes: 1 });
  const files: Record<string, Buffer | string> = {
    'empty.jpg': '',
    'text.jpg': 'This is no picture.',
    'drawing.jpg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>',
    'drawing.png': '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    'page.jpg': '%PDF-1.7\n',
    'half.jpg': scene.subarray(0, scene.length / 2),
    'header.jpg': scene.subarray(0, 100),
    'fill.jpg': Buffer.concat([scene.subarray(0, 2), Buffer.alloc(10_000_000, 0xff)]),
    'huge.jpg': resize(scene, 65_500, 65_500),
    'bomb.png': drawBomb(60_000, 60_000),
    'half.gif': Buffer.from('GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x08', 'latin1'),
    'half.webp': Buffer.from('RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f/\xff\xff\xff\x0f', 'latin1'),
    'loop.tif': Buffer.from('II*\0\x08\0\0\0\x01\0\x00\x01\x04\0\x01\0\0\0\xff\xff\0\0\x08\0\0\0', 'latin1'),
    'half.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
  };
  const refusals: Record<string, string> = {};
  for (const [name, content] of Object.entries(files)) {
    refusals[name] = await thumbnails.thumbnail(find(put(folder, name, content))).then(
      () => 'a picture',
      ({ reason, message }) => (/^\S+ .*\.$/.test(message) && message.startsWith(name) ? reason : message),
    );
  }
  expect(refusals).toEqual(Object.fromEntries(Object.keys(files).map((name) => [name, 'NO_PICTURE'])));
  // Of what says more than it has, as much as there is may be shown.
  const boasts = {
    'zeros.jpg': Buffer.concat([scene.subarray(0, 700), Buffer.alloc(10_000_000)]),
    'wide.jpg': resize(scene, 65_500, 1),
    'large.jpg': resize(scene, 15_000, 15_000),
  };
  for (const [name, content] of Object.entries(boasts)) {
    const shown = await thumbnails.thumbnail(find(put(folder, name, content))).catch(({ reason }) => reason);
    if (shown !== 'NO_PICTURE') expect((await sharp(shown.bytes).metadata()).width).toBeLessThanOrEqual(160);
  }
  // One that is allowed and takes its memory line by line.
  const flat = await thumbnails.thumbnail(find(put(folder, 'flat.png', drawBomb(12_000, 12_000))));
  expect(await sharp(flat.bytes).metadata()).toMatchObject({ width: 160, height: 160 });
  const { pids, peak } = makers();
  expect(pids).toHaveLength(1);
  expect(peak).toBeGreaterThan(20);
  expect(peak).toBeLessThan(300);
  expect((await thumbnails.thumbnail(find(put(folder, 'good.jpg', scene)))).type).toBe('image/jpeg');
});

test('photos that were spoilt at random give a picture or an error, and good ones all the while', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest();
  const kinds = [
    scene,
    await sharp(scene).png().toBuffer(),
    await sharp(scene).webp().toBuffer(),
    await sharp(scene).tiff().toBuffer(),
  ];
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 0x7fffffff;
    return seed % below;
  };
  const spoilt = Array.from({ length: 120 }, (_, index) => {
    const copy = Buffer.from(kinds[index % kinds.length] ?? scene);
    for (let count = 1 + random(8); count > 0; count--) copy[random(index % 3 ? copy.length : 600)] = random(256);
    return find(put(folder, `spoilt ${index}`, copy));
  });
  const good = Array.from({ length: 20 }, (_, index) => find(put(folder, `good ${index}`, scene)));
  const ends = await Promise.allSettled([...spoilt, ...good].map((file) => thumbnails.thumbnail(file)));
  for (const end of ends.slice(0, 120)) if (end.status === 'rejected') expect(end.reason).toMatchObject({ reason: 'NO_PICTURE' });
  expect(ends.slice(120).every(({ status }) => status === 'fulfilled')).toBe(true);
});

test('a file that has changed, or has become a link, since it was found is not read', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest({ processes: 1 });
  const secret = put(folder, 'secret/one.jpg', scene);
  const changed = find(put(folder, 'a/changed.jpg', scene));
  put(folder, 'a/changed.jpg', Buffer.concat([scene, scene]));
  const replaced = find(put(folder, 'a/replaced.jpg', scene));
  rmSync(replaced.path);
  symlinkSync(secret, replaced.path);
  const moved = find(put(folder, 'b/one.jpg', scene));
  renameSync(join(folder, 'b'), join(folder, 'c'));
  symlinkSync(join(folder, 'secret'), join(folder, 'b'));
  const pipe = find(put(folder, 'a/pipe.jpg', scene));
  rmSync(pipe.path);
  execFileSync('mkfifo', [pipe.path]);
  const gone = find(put(folder, 'a/gone.jpg', scene));
  rmSync(gone.path);
  for (const file of [changed, replaced, moved, pipe, gone])
    await expect(thumbnails.thumbnail(file)).rejects.toMatchObject({ reason: 'PATH_NOT_FOUND' });
});

test('a picture that takes too long, or ends the process that makes it, costs itself and no other', async () => {
  const folder = makeFolder();
  const thumbnails = openForTest({ processes: 1 });
  const slow = find(put(folder, 'slow.png', drawBomb(15_800, 15_800)));
  const good = find(put(folder, 'good.jpg', scene));
  expect((await thumbnails.thumbnail(good)).type).toBe('image/jpeg');
  const [pid = 0] = makers().pids;
  const lost = expect(thumbnails.thumbnail(slow)).rejects.toMatchObject({
    reason: 'NO_PICTURE',
    message: expect.stringContaining('failed'),
  });
  process.kill(pid, 'SIGSEGV');
  await lost;
  // It is not tried again for a while.
  await expect(thumbnails.thumbnail(slow)).rejects.toThrow('failed');
  expect((await thumbnails.thumbnail(good, { width: 300 })).type).toBe('image/jpeg');

  const hasty = openForTest({ processes: 1, timeout: 1 });
  await expect(hasty.thumbnail(slow)).rejects.toMatchObject({
    reason: 'NO_PICTURE',
    message: expect.stringContaining('too long'),
  });
});
