/** What a sample photo says of itself. */
export interface Exif {
  /** `2008:05:01 10:00:00`, for all three dates. */
  readonly date: string;
  /** 1 to 8. */
  readonly orientation: number;
  /** A small JPEG. */
  readonly thumbnail?: Buffer | undefined;
  /** `II` for little-endian, as most cameras write; `MM` for big-endian. */
  readonly order?: 'II' | 'MM';
}

interface Value {
  readonly tag: number;
  /** 2 text, 3 a number of two bytes, 4 one of four. */
  readonly type: 2 | 3 | 4;
  readonly value: string | number;
}

/** An APP1 segment with marker and length: a main directory, one for EXIF, and one for the thumbnail where there is one. */
export function writeExifSegment({ date, orientation, thumbnail, order = 'II' }: Exif): Buffer {
  const camera: Value[] = [
    { tag: 0x010f, type: 2, value: 'Milepost' },
    { tag: 0x0110, type: 2, value: 'Sample camera' },
    { tag: 0x0112, type: 3, value: orientation },
    { tag: 0x0132, type: 2, value: date },
  ];
  const dates: Value[] = [
    { tag: 0x9003, type: 2, value: date },
    { tag: 0x9004, type: 2, value: date },
  ];
  // Where each directory is depends on the lengths alone, so the pointers to them may hold anything at first.
  const exifAt = 8 + writeDirectory([...camera, { tag: 0x8769, type: 4, value: 0 }], 8, 0, order).length;
  const thumbnailAt = exifAt + writeDirectory(dates, exifAt, 0, order).length;
  const small = thumbnail && writeThumbnail(thumbnail, thumbnailAt, order);
  const main = writeDirectory([...camera, { tag: 0x8769, type: 4, value: exifAt }], 8, small ? thumbnailAt : 0, order);
  const head = Buffer.concat([Buffer.from(order), number(42, 2, order), number(8, 4, order)]);
  const block = Buffer.concat([
    Buffer.from('Exif\0\0'),
    head,
    main,
    writeDirectory(dates, exifAt, 0, order),
    small ?? Buffer.alloc(0),
  ]);
  return Buffer.concat([Buffer.from([0xff, 0xe1]), number(block.length + 2, 2, 'MM'), block]);
}

function writeThumbnail(jpeg: Buffer, at: number, order: 'II' | 'MM'): Buffer {
  const values = (jpegAt: number): Value[] => [
    { tag: 0x0103, type: 3, value: 6 },
    { tag: 0x0201, type: 4, value: jpegAt },
    { tag: 0x0202, type: 4, value: jpeg.length },
  ];
  const length = writeDirectory(values(0), at, 0, order).length;
  return Buffer.concat([writeDirectory(values(at + length), at, 0, order), jpeg]);
}

/** A directory that begins at this place of the block, and behind it the texts that its entries have no room for. */
function writeDirectory(values: readonly Value[], at: number, next: number, order: 'II' | 'MM'): Buffer {
  const texts: Buffer[] = [];
  let textAt = at + 2 + values.length * 12 + 4;
  const entries = values.map(({ tag, type, value }) => {
    const head = [number(tag, 2, order), number(type, 2, order)];
    if (typeof value === 'number') {
      const size = type === 3 ? 2 : 4;
      return Buffer.concat([...head, number(1, 4, order), number(value, size, order), Buffer.alloc(4 - size)]);
    }
    const text = Buffer.from(`${value}\0`, 'latin1');
    const entry = Buffer.concat([...head, number(text.length, 4, order), number(textAt, 4, order)]);
    texts.push(text);
    textAt += text.length;
    return entry;
  });
  return Buffer.concat([number(values.length, 2, order), ...entries, number(next, 4, order), ...texts]);
}

function number(value: number, size: 2 | 4, order: 'II' | 'MM'): Buffer {
  const bytes = Buffer.alloc(size);
  if (order === 'II') bytes.writeUIntLE(value, 0, size);
  else bytes.writeUIntBE(value, 0, size);
  return bytes;
}
