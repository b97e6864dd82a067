import type { PlannedItem } from './item.ts';
import type { Json } from './job.ts';

/** What is told of a task: enough for a form, flags and a list. */
export interface TaskInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly kind: TaskKind;
  /** What its progress counts, in the singular. */
  readonly unit: string;
  /** True when a job of it can be taken back. */
  readonly undoable: boolean;
  /** True when it changes nothing, so that nobody need be asked first. */
  readonly readOnly: boolean;
  /** JSON Schema (draft 2020-12) of the input. A path has `format: 'folder-path'` or `'file-path'`. */
  readonly inputSchema: JsonSchema;
}

export type TaskKind = 'task' | 'batch';

/** A JSON Schema as an object. */
export type JsonSchema = { readonly [keyword: string]: Json | undefined };

/** The types of one task, for clients: what it takes, what it gives, and for a batch what its plan tells of an item. */
export interface TaskTypes<Input = unknown, Result = unknown, Item extends PlannedItem = PlannedItem> {
  readonly types?: { readonly input: Input; readonly result: Result; readonly item?: Item };
}

/** The tasks of a registry by name, as far as a client must know them. */
export type TaskTypesByName = { readonly [name: string]: TaskTypes };

/** The names of the tasks that have a plan: all but those that are known to be of one piece. */
export type BatchName<Tasks extends TaskTypesByName> = keyof {
  [Name in keyof Tasks as Tasks[Name] extends { readonly kind: 'task' } ? never : Name]: never;
} &
  string;

/** What a task called `Name` takes. */
export type InputOf<Tasks extends TaskTypesByName, Name extends keyof Tasks> =
  Tasks[Name] extends TaskTypes<infer Input, unknown> ? Input : never;

/** What a task called `Name` gives. */
export type ResultOf<Tasks extends TaskTypesByName, Name extends keyof Tasks> =
  Tasks[Name] extends TaskTypes<infer _, infer Result> ? Result : never;

/** What the plan of a batch called `Name` tells of an item. */
export type ItemOf<Tasks extends TaskTypesByName, Name extends keyof Tasks> =
  Tasks[Name] extends TaskTypes<unknown, unknown, infer Item> ? Item : never;

/** What a batch gives. */
export interface BatchResult {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
}

export interface StartRequest {
  readonly task: string;
  readonly input: unknown;
  /** Keys of the plan: nothing but these. */
  readonly only?: readonly string[] | undefined;
  /** Keys of the plan: all but these. */
  readonly except?: readonly string[] | undefined;
  /** The same key always answers with the same job. */
  readonly idempotencyKey?: string | undefined;
  /** Greater goes first, -100 to 100; 0 unless told. */
  readonly priority?: number | undefined;
}

/** A list of tasks as far as a client must know it: `createClient<typeof tasks>`. */
export interface TaskListTypes {
  readonly tasks: TaskTypesByName;
}
