import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { fixModified } from '../fix-modified/fix-modified.ts';
import { fixOrientation } from '../fix-orientation/fix-orientation.ts';
import { inspect } from '../inspect/inspect.ts';
import { rename } from '../rename/rename.ts';
import { drawScene, writeExifSegment } from '../samples/index.ts';
import { shiftDates } from '../shift-dates/shift-dates.ts';
import { makeFolder, put } from '../testing/folder.ts';
import { type Bench, tryOut } from '../testing/job.ts';

const date = '2008:05:01 10:00:00';
const scene = sharp(Buffer.from(drawScene(1, 64, 48))).removeAlpha();
const start = Buffer.from([0xff, 0xd8]);
let plain: Buffer;
let gray: Buffer;
let thumbnail: Buffer;

beforeAll(async () => {
  plain = await scene.clone().jpeg().toBuffer();
  gray = await scene.clone().toColourspace('b-w').jpeg().toBuffer();
  thumbnail = await scene.clone().resize(32, 24).jpeg().toBuffer();
});

function segment(marker: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string, 'latin1'); // Buffer.from takes either
  return Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]), bytes]);
}

const exifOf = (more: { date?: string; orientation?: number; thumbnail?: Buffer } = {}) =>
  writeExifSegment({ date, orientation: 6, ...more });
const photo = (...before: Buffer[]) => Buffer.concat([start, ...before, plain.subarray(2)]);
const dated = (text: string) => photo(Buffer.from(exifOf().toString('latin1').replaceAll(date, text.padEnd(19, '\0')), 'latin1'));

/** A copy of a picture with its frame's header changed. */
function withFrame(jpeg: Buffer, change: (frame: Buffer) => void): Buffer {
  const copy = Buffer.concat([start, exifOf(), jpeg.subarray(2)]);
  const at = copy.indexOf(Buffer.from([0xff, 0xc0, 0]), exifOf().length);
  change(copy.subarray(at + 4));
  return copy;
}

/** What a job says of the one file: `done`, or why not; it is untouched unless it is done, and nothing is left beside it. */
async function outcome(bench: Bench, folder: string): Promise<string> {
  const before = readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'latin1')]);
  const after = () => readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'latin1')]);
  const [item] = await bench.plan();
  expect(after()).toEqual(before);
  if (!item) return 'no photo';
  if (item.skip !== undefined) return `skipped: ${item.skip}`;
  try {
    await bench.each(item);
    expect(readdirSync(folder)).toHaveLength(1);
    return 'done';
  } catch (error) {
    expect(after()).toEqual(before);
    return error instanceof Error ? error.message : String(error);
  }
}

const noPhoto = (why: string) => `skipped: is no photo that can be read here: ${why}`;
const noDate = 'skipped: has no date';
const odd = (text: string) =>
  `a.jpg has no date that can be read: ModifyDate, which holds "${text}"; DateTimeOriginal, which holds "${text}"; CreateDate, which holds "${text}".`;

/** What it is, its bytes, what becomes of it when it is to be turned, and when its dates are to be shifted. */
const files: readonly (readonly [what: string, bytes: () => Buffer, turn: string, shift: string])[] = [
  [
    'a text',
    () => Buffer.from('not a picture'),
    noPhoto('its content is something else'),
    noPhoto('its content is something else'),
  ],
  ['nothing', () => Buffer.alloc(0), noPhoto('it is empty'), noPhoto('it is empty')],
  ['a GIF', () => Buffer.from('GIF89a......'), noPhoto('it is a GIF'), noPhoto('it is a GIF')],
  ['a PDF', () => Buffer.from('%PDF-1.4....'), noPhoto('it is a PDF'), noPhoto('it is a PDF')],
  [
    'a video',
    () => Buffer.from('\0\0\0\x18ftypmp42....', 'latin1'),
    noPhoto('it is a HEIC, AVIF or a video'),
    noPhoto('it is a HEIC, AVIF or a video'),
  ],
  [
    'a TIFF',
    () => exifOf().subarray(10),
    'skipped: cannot be turned without loss, as only a JPEG can: it is a TIFF or a raw photo',
    'done',
  ],
  [
    'a JPEG that ends in its EXIF',
    () => photo(exifOf()).subarray(0, 100),
    'a.jpg is damaged: it ends before its picture begins.',
    'a.jpg is damaged: it ends before its picture begins.',
  ],
  [
    'a JPEG that ends in its picture',
    () => photo(exifOf()).subarray(0, -300),
    'a.jpg is damaged: premature end of JPEG file.',
    'done',
  ],
  ['a JPEG without EXIF', () => plain, 'skipped: does not say how it was held', noDate],
  [
    'two starts, stray bytes and fill bytes',
    () => photo(start, Buffer.from('stray'), Buffer.from([0xff, 0xff]), exifOf()),
    'a.jpg is damaged: invalid JPEG file structure: two SOI markers.',
    'done',
  ],
  ['several EXIF segments', () => photo(exifOf(), exifOf()), 'done', 'done'],
  [
    'several pictures (MPF)',
    () => photo(exifOf(), segment(0xe2, 'MPF\0 an index')),
    'skipped: holds several pictures (MPF), whose index a turn would break',
    'done',
  ],
  ['a gain map behind the picture', () => Buffer.concat([photo(exifOf()), plain]), 'done', 'done'],
  ['a thumbnail that is none', () => photo(exifOf({ thumbnail: Buffer.alloc(500, 'no') })), 'done', 'done'],
  ['a thumbnail that is cut', () => photo(exifOf({ thumbnail: thumbnail.subarray(0, -100) })), 'done', 'done'],
  ['the orientation 0', () => photo(exifOf({ orientation: 0 })), 'skipped: has the orientation 0, which means nothing', 'done'],
  ['the orientation 9', () => photo(exifOf({ orientation: 9 })), 'skipped: has the orientation 9, which means nothing', 'done'],
  ['a date of zeros', () => dated('0000:00:00 00:00:00'), 'done', noDate],
  ['a date of blanks', () => dated('    :  :     :  :  '), 'done', noDate],
  ['a date with slashes', () => dated('2004/05/09 16:00:21'), 'done', odd('2004/05/09 16:00:21')],
  ['a date with colons alone', () => dated('2003:08:27:00:09:15'), 'done', odd('2003:08:27:00:09:15')],
  ['a date without seconds', () => dated('2008:02:15 16:00'), 'done', odd('2008:02:15 16:00')],
  ['a date in German', () => dated('05.10.2009 11:16'), 'done', odd('05.10.2009 11:16')],
  ['the 31st of February', () => dated('2008:02:31 10:00:00'), 'done', odd('2008:02:31 10:00:00')],
  [
    '12 bits a sample',
    () => withFrame(plain, (frame) => frame.writeUInt8(12, 0)),
    'a.jpg cannot be turned: unsupported JPEG data precision 12.',
    'done',
  ],
  [
    'no pixels',
    () => withFrame(plain, (frame) => frame.writeUInt16BE(0, 1)),
    'a.jpg is damaged: its picture has no pixels.',
    'done',
  ],
  [
    'far more pixels than are there',
    () => withFrame(plain, (frame) => frame.writeUInt32BE(0xea60ea60, 1)),
    'a.jpg is too large to be turned.',
    'done',
  ],
  ['gray with 2 × 2 samples', () => withFrame(gray, (frame) => frame.writeUInt8(0x22, 7)), 'done', 'done'],
];

test.each(files)(
  '%s, called .jpg, is done, skipped with a reason, or fails with a sentence and stays as it is',
  async (_, bytes, turn, shift) => {
    const outcomes: string[] = [];
    for (const [batch, more] of [
      [fixOrientation, { edges: 'trim' }],
      [shiftDates, { by: '1h' }],
      [fixModified, { zone: '+01:00' }],
      [rename, {}],
      [inspect, {}],
    ] as const) {
      const folder = makeFolder();
      put(folder, 'a.jpg', bytes());
      outcomes.push(await outcome(tryOut(batch, { folder, ...more }), folder));
    }
    expect(outcomes.slice(0, 2)).toEqual([turn, shift]);
    for (const one of outcomes) expect(one).toMatch(/^(done|skipped: [a-z].+|a\.jpg .+\.)$/s);
  },
);

test('every orientation in a file is set: of several EXIF segments, of the thumbnail, and in XMP', async () => {
  const folder = makeFolder();
  const xmp = segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x><tiff:Orientation>6</tiff:Orientation></x>');
  const path = put(folder, 'a.jpg', photo(exifOf({ thumbnail }), exifOf(), xmp));
  const bench = tryOut(fixOrientation, { folder });
  const [item] = await bench.plan();
  const before = readFileSync(path);
  const receipt = await bench.each(item);
  const after = readFileSync(path, 'latin1');
  expect(after).toContain('<tiff:Orientation>1</tiff:Orientation>');
  const entry = Buffer.from([0x12, 1, 3, 0, 1, 0, 0, 0]).toString('latin1');
  expect(after.split(entry).map((rest) => rest.charCodeAt(0))).toEqual([0xff, 1, 1]);
  await bench.undo(item, receipt);
  const end = before.indexOf(xmp) + xmp.length;
  expect(readFileSync(path).subarray(0, end)).toEqual(before.subarray(0, end));
});

const hasTools = spawnSync('cjpeg', ['-version']).error === undefined && spawnSync('jpegtran', ['-version']).error === undefined;

test.runIf(hasTools).each([
  ['restart intervals', ['-restart', '1']],
  ['arithmetic coding', ['-arithmetic']],
  ['tables of 16 bits', ['-quality', '1']],
])('a picture with %s is turned as jpegtran turns it', async (_, words) => {
  const { data, info } = await scene.clone().raw().toBuffer({ resolveWithObject: true });
  const ppm = Buffer.concat([Buffer.from(`P6\n${info.width} ${info.height}\n255\n`), data]);
  const { stdout: picture } = spawnSync('cjpeg', words, { input: ppm });
  const folder = makeFolder();
  const path = put(folder, 'a.jpg', Buffer.concat([start, exifOf(), picture.subarray(2)]));
  const bench = tryOut(fixOrientation, { folder });
  await bench.each((await bench.plan())[0]);
  const { stdout: theirs } = spawnSync('jpegtran', ['-rotate', '90'], { input: picture });
  const decode = (jpeg: Buffer) => spawnSync('djpeg', [], { input: jpeg }).stdout;
  expect(decode(readFileSync(path)).length).toBeGreaterThan(9_000);
  expect(decode(readFileSync(path)).equals(decode(theirs))).toBe(true);
});

// Other systems let no such name be.
test.runIf(process.platform === 'linux')(
  'a file whose name is not in UTF-8 is told of as what it is, and others are done',
  async () => {
    const folder = makeFolder();
    put(folder, 'b.jpg', photo(exifOf()));
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]), plain);
    const bench = tryOut(shiftDates, { folder, by: '1h' });
    const [one, other] = await bench.plan();
    await bench.each(one);
    await expect(bench.each(other)).rejects.toThrow(
      'caf\ufffd.jpg has a name that is not in UTF-8, by which it cannot be opened.',
    );
  },
);
