import type { TaskInfo } from '@milepost/core/model';
import { Argument, Command, Option } from 'commander';
import { styleHelp } from '../style-help.ts';
import { describeField, exampleValue, placeholder } from './describe-field.ts';
import { type Field, fieldsOf, pathField } from './field.ts';
import type { FlagValues } from './read-input.ts';
import { kebabFlags } from './spelling.ts';

/** A task as a command of its own: its fields are the flags. */
export interface TaskCommand {
  readonly fields: readonly Field[];
  /** @throws CommanderError for a flag that the task does not have; what is wrong has been written then. */
  parse(words: readonly string[]): FlagValues;
  help(): string;
}

/** `parent` is the command that the task is given to, `milepost run`; its own options are shown below those of the task. */
export function taskCommand(task: TaskInfo, parent: Command): TaskCommand {
  const fields = withFreeFlags(fieldsOf(task.inputSchema), parent);
  const positional = pathField(fields);
  const values = new Map<string, (string | boolean)[]>();
  const command = styleHelp(new Command(`${parent.parent?.name() ?? ''} ${parent.name()} ${task.name}`.trim()))
    .description(task.description === '' ? task.title : `${task.title}. ${task.description}`)
    .exitOverride()
    .helpOption(false)
    .allowExcessArguments(false);

  if (positional !== null) {
    command.addArgument(new Argument('[path]', `the same as --${positional.flag}`));
  }
  for (const field of fields) for (const option of optionsOf(field)) command.addOption(option);
  const taking = (field: Field, value: string | boolean) => values.set(field.flag, [...(values.get(field.flag) ?? []), value]);
  for (const field of fields) {
    command.on(`option:${field.flag}`, (value: string | undefined) => taking(field, value ?? true));
    if (field.kind === 'boolean') command.on(`option:no-${field.flag}`, () => taking(field, false));
  }

  return {
    fields,
    parse(words) {
      values.clear();
      command.parse(kebabFlags(words), { from: 'user' });
      const [path] = command.args;
      if (path !== undefined && positional !== null) values.set(positional.flag, [path]);
      return values;
    },
    help() {
      command.optionsGroup('Options of this command:');
      for (const option of parent.createHelp().visibleOptions(parent)) command.addOption(option);
      return `${command.helpInformation()}\nExample:\n  $ ${exampleOf(task, fields, parent)}\n`;
    },
  };
}

function optionsOf(field: Field): Option[] {
  const options =
    field.kind === 'boolean' && !field.repeated
      ? [new Option(`--${field.flag}`, describeField(field)), new Option(`--no-${field.flag}`, describeField(field))]
      : [new Option(`--${field.flag} ${placeholder(field)}`, describeField(field))];
  // The one that changes something is shown.
  options[field.schema.default === true ? 0 : 1]?.hideHelp();
  return options.map((option) => option.helpGroup('Options of the task:'));
}

/** A field whose name an option of the command has already is written `--input.data`. */
function withFreeFlags(fields: readonly Field[], parent: Command): Field[] {
  const taken = new Set(parent.options.map((option) => option.long));
  return fields.map((field) => (taken.has(`--${field.flag}`) ? { ...field, flag: `input.${field.flag}` } : field));
}

function exampleOf(task: TaskInfo, fields: readonly Field[], parent: Command): string {
  const positional = pathField(fields);
  const shown = fields.filter((field) => field.required && field !== positional && field.kind !== 'boolean');
  const free = fields.find((field) => field !== positional && field.kind !== 'boolean' && !field.repeated);
  const flags = shown.length === 0 && positional === null && free !== undefined ? [free] : shown;
  return [
    `${parent.parent?.name() ?? 'milepost'} ${parent.name()} ${task.name}`,
    ...(positional === null ? [] : [exampleValue(positional)]),
    ...flags.map((field) => `--${field.flag} ${exampleValue(field)}`),
  ].join(' ');
}
