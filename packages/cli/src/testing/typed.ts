import { defineTask, defineTasks } from '@milepost/core';
import { z } from 'zod';
import { shout, type Word } from './typed-word.ts';

const say = defineTask({
  title: 'Say',
  input: z.object({ word: z.string() }),
  output: z.object({ said: z.string() }),
  run({ input }) {
    const word: Word = { text: input.word };
    return { said: shout(word) };
  },
});

export default defineTasks(import.meta.url, { 'typed.say': say });
