import { defineTask, defineTasks, folderPath } from '@milepost/core';
import { z } from 'zod';

/** A task whose input has something of every kind, and that gives it back. */
const everything = defineTask({
  title: 'Everything',
  input: z.object({
    folder: folderPath(),
    count: z.number().int().min(1).max(10).default(3),
    share: z.number().gt(0).lt(1).optional(),
    name: z.string().min(2).max(8).optional(),
    code: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    style: z.enum(['plain', 'fancy']).default('plain'),
    loud: z.boolean().default(false),
    clean: z.boolean().default(true),
    tags: z.array(z.string().min(1)).max(3).optional(),
    sizes: z.array(z.number().int()).optional(),
    days: z.array(z.enum(['mon', 'tue', 'wed'])).optional(),
    frame: z.object({ lineWidth: z.number().positive(), colour: z.string().default('red') }).optional(),
    weights: z.record(z.string(), z.number()).optional(),
    limit: z.union([z.literal('none'), z.literal('some')]).optional(),
  }),
  output: z.unknown(),
  run: ({ input }) => input,
});

export default defineTasks(import.meta.url, { 'faces.everything': everything });
