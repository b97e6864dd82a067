import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { defineBatch, folderPath } from '@milepost/core';
import { z } from 'zod';

/** A batch: `plan` says what would be done, `each` does one of it, `undo` takes it back. */
export const tidyNames = defineBatch({
  title: 'Tidy names',
  description: 'Gives the files of a folder names without capitals and spaces.',
  unit: 'file',
  // Its fields become the form in the browser and the flags in the shell.
  input: z.object({
    folder: folderPath().describe('The folder with the files.'),
    space: z.enum(['-', '_']).default('-').describe('What stands where a space was.'),
  }),
  // Two jobs never work in the same folder at once.
  exclusive: ({ folder }) => folder,

  async *plan({ input }) {
    const entries = await readdir(input.folder, { withFileTypes: true });
    const taken = new Set(entries.map(({ name }) => name)); // no two files get one name
    for (const { name } of entries.filter((entry) => entry.isFile())) {
      const to = name.toLowerCase().replaceAll(' ', input.space);
      const skip = to === name ? 'is tidy already' : taken.has(to) ? `there would be two of ${to}` : undefined;
      yield { key: name, label: name, data: { to }, ...(skip === undefined ? { change: to } : { skip }) };
      taken.add(to);
    }
  },

  // In a worker thread, several at a time. After a crash it may be called once more for the same item, so it looks first.
  async each({ key, data: { to } }, { input, log }) {
    const names = await readdir(input.folder);
    if (names.includes(to) && !names.includes(key)) return { to };
    if (names.includes(to)) throw new Error(`There is a "${to}" already.`);
    await rename(join(input.folder, key), join(input.folder, to));
    log(`${key} is ${to} now.`);
    return { to };
  },

  // Gets what `each` has returned.
  async undo({ key }, { to }, { input }) {
    const names = await readdir(input.folder);
    if (names.includes(key)) return;
    await rename(join(input.folder, to), join(input.folder, key));
  },
});
