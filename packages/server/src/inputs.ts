import { jobStates } from '@milepost/core/model';
import { z } from 'zod';
import { isShallow } from './json-depth.ts';

const maxInputBytes = 256 * 1024;

export const id = z.string().min(1).max(64);
export const taskName = z.string().min(1).max(128);
export const filePath = z.string().max(4096);
export const cursor = z.string().max(512).optional();
export const itemKeys = z.array(z.string().max(4096)).max(100_000).optional();
export const states = z.array(z.enum(jobStates)).max(jobStates.length).optional();
export const taskNames = z.array(taskName).max(1000).optional();

/** Where a watcher left off. It has to be named here, or the schema would take it away. */
export const lastEventId = z.string().max(128).nullish();

/**
 * The input of a task, which the task's own schema checks later. Something that is nested a few thousand deep would pass through
 * JSON.parse and then break whatever copies it.
 */
export const taskInput = z.unknown().superRefine((value, context) => {
  if (value === undefined) context.addIssue('Expected the input of the task, an object.');
  else if (!isShallow(value, 100)) context.addIssue('The input is nested more than 100 deep.');
  else if (Buffer.byteLength(JSON.stringify(value) ?? '') > maxInputBytes) context.addIssue('The input is larger than 256 KiB.');
});
