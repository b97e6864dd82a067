import type { Job, TaskInfo } from '@milepost/core/model';
import { isEnded, jobStates } from '@milepost/core/model';
import type { Command, Option } from 'commander';
import { describeField } from '../flags/describe-field.ts';
import { type Field, fieldsOf, pathField } from '../flags/field.ts';
import { readLine, type Written } from './written.ts';

/** One thing that the word under the cursor may become. */
export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** What may follow, and whether names of files or folders may too. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly paths: 'files' | 'folders' | null;
}

/** What has to be looked up, only where it is needed. */
export interface Known {
  tasks(written: Written): Promise<readonly TaskInfo[]>;
  jobs(written: Written): Promise<readonly Job[]>;
}

/** Completes the last of the words that stand behind `milepost`. */
export async function complete(program: Command, words: readonly string[], known: Known): Promise<Completion> {
  const line = readLine(program, words);
  const takesTask = ['run', 'start'].includes(line.command.name()) && line.args.length > 0;
  const task = takesTask ? (await known.tasks(line)).find(({ name }) => name === line.args[0]) : undefined;
  const fields = task === undefined ? [] : fieldsOf(task.inputSchema);
  // Which of its flags are switches is known only now.
  const written = readLine(program, words, fields);
  const { command, args, current, awaiting } = written;

  if (awaiting !== null) return valuesOf(awaiting, fields, written, known);
  if (current.startsWith('-')) {
    const [flag, start] = current.split(/=(.*)/s);
    if (start !== undefined && flag !== undefined) {
      const { candidates, paths } = await valuesOf(flag, fields, { ...written, current: start }, known);
      return { candidates: candidates.map(({ value, ...rest }) => ({ ...rest, value: `${flag}=${value}` })), paths };
    }
    return only(current, [...fields.flatMap(flagsOf), ...optionsOf(command)]);
  }
  if (command.commands.length > 0 && args.length === 0) {
    const visible = command.createHelp().visibleCommands(command);
    return only(
      current,
      visible.map((one) => ({ value: one.name(), description: one.summary() || one.description() })),
    );
  }
  if (takesTask) {
    const path = args.length === 1 ? pathField(fields) : null;
    return { candidates: [], paths: path === null ? null : path.schema.format === 'file-path' ? 'files' : 'folders' };
  }
  return argumentsOf(written, known);
}

async function argumentsOf(written: Written, known: Known): Promise<Completion> {
  const { command, args, current } = written;
  const [expected] = command.registeredArguments.slice(Math.min(args.length, command.registeredArguments.length - 1));
  if (expected === undefined || (args.length >= command.registeredArguments.length && !expected.variadic)) return nothing;
  if (expected.name() === 'roots' || expected.name() === 'folder') return { candidates: [], paths: 'folders' };
  if (expected.name() === 'task' || (command.name() === 'tasks' && expected.name() === 'name'))
    return only(current, taskNames(await known.tasks(written)));
  if (expected.name() === 'id' || expected.name() === 'ids') {
    const fitting = (await known.jobs(written)).filter((job) => isFor(command.name(), job) && !args.includes(job.id));
    return only(
      current,
      fitting.map(({ id, title, state }) => ({ value: id, description: `${title}, ${state}` })),
    );
  }
  return only(
    current,
    (expected.argChoices ?? []).map((value) => ({ value })),
  );
}

/** Whether a command has anything to do with a job in its state. */
function isFor(command: string, { state, undoable }: Job): boolean {
  switch (command) {
    case 'undo':
      return undoable;
    case 'remove':
      return isEnded(state);
    case 'retry':
      return isEnded(state) && state !== 'succeeded';
    case 'cancel':
    case 'watch':
      return !isEnded(state);
    case 'pause':
      return state === 'queued' || state === 'running';
    case 'resume':
      return state === 'paused' || state === 'running';
    default:
      return true;
  }
}

/** What may stand behind an option. */
async function valuesOf(flag: string, fields: readonly Field[], written: Written, known: Known): Promise<Completion> {
  const field = fields.find((one) => `--${one.flag}` === flag);
  if (field?.isPath) return { candidates: [], paths: 'files' };
  if (field !== undefined)
    return only(
      written.current,
      (field.choices ?? []).map((value) => ({ value: String(value) })),
    );
  if (flag === '--state')
    return only(
      written.current,
      jobStates.map((value) => ({ value })),
    );
  if (flag === '--task') return only(written.current, taskNames(await known.tasks(written)));
  if (flag === '--data') return { candidates: [], paths: 'folders' };
  if (flag === '--tasks' || flag === '--input') return { candidates: [], paths: 'files' };
  const choices = written.command.options.find(({ long }) => long === flag)?.argChoices ?? [];
  return only(
    written.current,
    choices.map((value) => ({ value })),
  );
}

function taskNames(tasks: readonly TaskInfo[]): Candidate[] {
  return tasks.map(({ name, title }) => ({ value: name, description: title }));
}

function flagsOf(field: Field): Candidate[] {
  const { flag, kind, repeated, schema } = field;
  const description = describeField(field);
  if (kind !== 'boolean' || repeated) return [{ value: `--${flag}`, description }];
  return [{ value: schema.default === true ? `--no-${flag}` : `--${flag}`, description }];
}

function optionsOf(command: Command): Candidate[] {
  const shown: readonly Option[] = command.createHelp().visibleOptions(command);
  return shown.map(({ long, short, description }) => ({ value: long ?? short ?? '', description }));
}

const nothing: Completion = { candidates: [], paths: null };

function only(current: string, candidates: readonly Candidate[]): Completion {
  return { candidates: candidates.filter(({ value }) => value.startsWith(current)), paths: null };
}
