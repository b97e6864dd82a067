import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Exif, writeExifSegment } from '../samples/exif-block.ts';

/** A folder that is gone when the test is over. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'milepost-photos-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A JPEG as far as a header goes: EXIF, then a scan that is empty. */
export function writeHeader(exif: Exif | null): Buffer {
  const segment = exif ? writeExifSegment(exif) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment, Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9])]);
}

export function put(folder: string, name: string, content: Buffer | string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A folder's files, hidden ones too: what each holds, and when it was modified. */
export function snapshot(folder: string): { readonly [name: string]: { content: string; modified: number } } {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  return Object.fromEntries(
    paths.map((path) => [
      relative(folder, path),
      { content: readFileSync(path).toString('base64'), modified: Math.round(statSync(path).mtimeMs) },
    ]),
  );
}
