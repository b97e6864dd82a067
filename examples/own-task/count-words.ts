import { readFile } from 'node:fs/promises';
import { defineTask, filePath } from '@milepost/core';
import { z } from 'zod';

/** A task of one's own. */
export const countWords = defineTask({
  title: 'Count words',
  description: 'Counts the words of a text file, line by line.',
  input: z.object({ file: filePath().describe('The text to count.') }),
  output: z.object({ words: z.number() }),
  unit: 'line',
  async run({ input, progress, log }) {
    let words = 0;
    const lines = (await readFile(input.file, 'utf8')).split('\n');
    for (const line of progress.over(lines)) words += line.split(/\s+/).filter(Boolean).length;
    log(`${lines.length} lines have ${words} words.`);
    return { words };
  },
});
