import type { z } from 'zod';
import type { BatchResult, Json, PlannedItem, TaskTypes } from '../model/index.ts';
import type { ItemContext, PlanContext } from './context.ts';
import type { Settings } from './settings.ts';

/** A task that does the same to each of many items. */
export interface BatchDefinition<Input = unknown, Item extends PlannedItem = PlannedItem>
  extends TaskTypes<Input, BatchResult, Item>,
    Settings {
  readonly kind: 'batch';
  readonly input: z.ZodType;
  readonly threads: number | null;
  readonly perThread: number;
  readonly workWhilePlanning: boolean;
  plan(context: PlanContext<never>): Iterable<PlannedItem> | AsyncIterable<PlannedItem>;
  each(item: never, context: ItemContext<never>): unknown;
  undo: ((item: never, receipt: never, context: ItemContext<never>) => unknown) | null;
}

interface BatchDeclaration<InputSchema extends z.ZodType, Item extends PlannedItem, Receipt extends Json | void>
  extends Pick<Settings, 'title'>,
    Partial<Omit<Settings<z.output<InputSchema>>, 'title'>> {
  /** An object schema: its fields become the form and the flags. */
  input: InputSchema;
  /** How many items at a time, each in a thread of its own; as many as there are cores unless told. */
  threads?: number;
  /**
   * How many items a thread may have begun: while one waits for a disk or an answer, it begins the next. 1 unless told; more only
   * where two items have nothing in common.
   */
  perThread?: number;
  /**
   * True to begin with items while the rest is still being planned, for plans that take long. Only where `each` changes nothing
   * that `plan` reads: after a crash in the middle the plan is made again, and what it gives under a new key is a new item.
   */
  workWhilePlanning?: boolean;
  /** Says what would be done and does nothing: the dry run, the count, and the list to choose from. */
  plan(context: PlanContext<z.output<InputSchema>>): Iterable<Item> | AsyncIterable<Item>;
  /**
   * Does one item. What it returns is the receipt that `undo` gets. What it throws is recorded and the batch goes on. After a
   * crash the last few items may be done once more, so it must bear to be repeated.
   */
  each(item: Item, context: ItemContext<z.output<InputSchema>>): Receipt | Promise<Receipt>;
  /** Takes one item back. */
  undo?(item: Item, receipt: Receipt, context: ItemContext<z.output<InputSchema>>): void | Promise<void>;
}

/**
 * Declares a task that does the same to each of many items. Give it a name with `defineTasks`.
 * @example
 * export const shout = defineBatch({
 *   title: 'Shout', unit: 'name',
 *   input: z.object({ names: z.array(z.string()) }),
 *   *plan({ input }) { for (const name of input.names) yield { key: name, label: name, change: name.toUpperCase() }; },
 *   each(item, { log }) { log(item.label.toUpperCase()); },
 * });
 */
export function defineBatch<InputSchema extends z.ZodType, Item extends PlannedItem, Receipt extends Json | void = void>(
  declaration: BatchDeclaration<InputSchema, Item, Receipt>,
): BatchDefinition<z.input<InputSchema>, Item> {
  return {
    description: '',
    unit: 'item',
    ...declaration,
    kind: 'batch',
    threads: declaration.threads ?? null,
    perThread: declaration.perThread ?? 1,
    workWhilePlanning: declaration.workWhilePlanning ?? false,
    undo: declaration.undo?.bind(declaration) ?? null,
  };
}
