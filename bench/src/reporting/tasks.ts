import { defineTask, defineTasks } from '@milepost/core';
import { z } from 'zod';
import { timeReporting, type Way, ways } from './ways.ts';

const reporting = defineTask({
  title: 'Reporting',
  input: z.object({ way: z.enum(Object.keys(ways) as [Way, ...Way[]]), count: z.number() }), // keys of that object, and not none
  output: z.object({ whole: z.number(), bare: z.number() }),
  run: ({ input, progress }) => timeReporting(input.way, progress, input.count),
});

export default defineTasks(import.meta.url, { 'bench.reporting': reporting });
