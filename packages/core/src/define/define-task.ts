import type { z } from 'zod';
import type { TaskTypes } from '../model/index.ts';
import type { TaskContext } from './context.ts';
import type { Settings } from './settings.ts';

/** A task of one piece. */
export interface TaskDefinition<Input = unknown, Result = unknown> extends TaskTypes<Input, Result>, Settings {
  readonly kind: 'task';
  readonly input: z.ZodType;
  readonly output: z.ZodType | null;
  run(context: TaskContext<never>): unknown;
}

interface TaskDeclaration<InputSchema extends z.ZodType, OutputSchema extends z.ZodType>
  extends Pick<Settings, 'title'>,
    Partial<Omit<Settings<z.output<InputSchema>>, 'title'>> {
  /** An object schema: its fields become the form and the flags. */
  input: InputSchema;
  /** What `run` returns; checked when it does. */
  output?: OutputSchema;
  run(context: TaskContext<z.output<InputSchema>>): z.input<OutputSchema> | Promise<z.input<OutputSchema>>;
}

/**
 * Declares a task of one piece. Give it a name with `defineTasks`.
 * @example
 * export const sum = defineTask({
 *   title: 'Sum',
 *   input: z.object({ upTo: z.number().int().positive() }),
 *   output: z.number(),
 *   run({ input, progress }) {
 *     let sum = 0;
 *     for (const number of progress.over(range(input.upTo))) sum += number;
 *     return sum;
 *   },
 * });
 */
export function defineTask<InputSchema extends z.ZodType, OutputSchema extends z.ZodType = z.ZodType<void>>(
  declaration: TaskDeclaration<InputSchema, OutputSchema>,
): TaskDefinition<z.input<InputSchema>, z.output<OutputSchema>> {
  return { description: '', unit: 'step', ...declaration, kind: 'task', output: declaration.output ?? null };
}
