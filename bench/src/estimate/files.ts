import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { defineBatch, defineTasks } from '@milepost/core';
import { z } from 'zod';

/** Something that is done to each file of a folder: some are a thousand times as large as others. */
function ofEachFile(title: string, act: (bytes: Buffer) => unknown) {
  return defineBatch({
    title,
    input: z.object({ folder: z.string() }),
    *plan({ input }) {
      for (const file of readdirSync(input.folder, { recursive: true, withFileTypes: true })) {
        const path = join(file.parentPath, file.name);
        if (file.isFile()) yield { key: path, label: file.name };
      }
    },
    each({ key }) {
      act(readFileSync(key));
    },
  });
}

export default defineTasks(import.meta.url, {
  'record.hash': ofEachFile('Hash', (bytes) => createHash('sha512').update(bytes).digest()),
  'record.compress': ofEachFile('Compress', (bytes) => brotliCompressSync(bytes.subarray(0, 1_000_000))),
});
