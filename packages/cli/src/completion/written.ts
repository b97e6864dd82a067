import type { Command } from 'commander';
import type { Field } from '../flags/field.ts';

/** A line as far as it is written. */
export interface Written {
  /** The command that it calls, as far as it is known. */
  readonly command: Command;
  /** What was written behind the command, without its options. */
  readonly args: readonly string[];
  /** The values of options, by their names: `--tasks`. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** The word under the cursor. */
  readonly current: string;
  /** The option whose value that word is, or null. */
  readonly awaiting: string | null;
}

/** Reads a line; the last of the words is the one under the cursor. `fields` are those of its task, where that is known. */
export function readLine(program: Command, words: readonly string[], fields: readonly Field[] = []): Written {
  const before = words.slice(0, -1);
  const args: string[] = [];
  const options = new Map<string, string[]>();
  let command = program;
  let awaiting: string | null = null;
  for (const word of before) {
    if (awaiting !== null) {
      options.set(awaiting, [...(options.get(awaiting) ?? []), word]);
      awaiting = null;
    } else if (word.startsWith('-') && word !== '-') {
      const [flag = '', value] = word.split(/=(.*)/s);
      if (value !== undefined) options.set(flag, [...(options.get(flag) ?? []), value]);
      else awaiting = takesValue(command, flag, fields) ? flag : null;
    } else {
      const child = args.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (child === undefined) args.push(word);
      else command = child;
    }
  }
  return { command, args, options, current: words.at(-1) ?? '', awaiting };
}

function takesValue(command: Command, flag: string, fields: readonly Field[]): boolean {
  const option = command.options.find(({ long, short }) => long === flag || short === flag);
  if (option !== undefined) return option.required || option.optional;
  const field = fields.find((one) => `--${one.flag}` === flag);
  return field !== undefined ? field.kind !== 'boolean' || field.repeated : !flag.startsWith('--no-');
}
