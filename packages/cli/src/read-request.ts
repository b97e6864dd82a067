import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Json, TaskInfo } from '@milepost/core/model';
import { MilepostError } from '@milepost/core/model';
import type { Command } from 'commander';
import { WrongUse } from './exit-code.ts';
import type { Field } from './flags/field.ts';
import { describeIssues, readInput } from './flags/read-input.ts';
import { closest, didYouMean } from './flags/spelling.ts';
import { taskCommand } from './flags/task-command.ts';
import type { StartOptions } from './options.ts';

/** What is to be started, as it was written on the command line. */
export interface JobRequest {
  readonly task: TaskInfo;
  readonly fields: readonly Field[];
  readonly input: Json;
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/** Reads `<task> [path] [--flags]`, which is what commander left in `command.args`. */
export async function readRequest(command: Command, tasks: readonly TaskInfo[], options: StartOptions): Promise<JobRequest> {
  const [name, ...words] = command.args;
  const task = findTask(name, tasks, command);
  if (options.dryRun && task.kind !== 'batch') throw new WrongUse(`"${task.name}" is not a batch: it has no plan to show.`);
  const { fields, parse } = taskCommand(task, command);
  const flags = parse(words);
  const base = options.input === undefined ? {} : await readJson(options.input);
  const input = readInput({ fields, flags, base, folder: process.cwd() });
  return { task, fields, input, only: options.only ?? [], except: options.except ?? [] };
}

/** Shows the task's own help, or that of the command where no task is named. */
export function showHelp(command: Command, tasks: readonly TaskInfo[]): void {
  const [name] = command.args;
  if (name === undefined) command.outputHelp();
  else process.stdout.write(taskCommand(findTask(name, tasks, command), command).help());
}

/** @throws WrongUse with the name that was probably meant. */
export function findTask(name: string | undefined, tasks: readonly TaskInfo[], command: Command): TaskInfo {
  if (name === undefined) throw new WrongUse(`Which task? "milepost tasks" lists them; milepost ${command.name()} <task>.`);
  if (name.startsWith('-')) throw new WrongUse(`The task comes before its flags: milepost ${command.name()} <task> ${name} …`);
  const task = tasks.find((one) => one.name === name);
  if (task !== undefined) return task;
  const names = tasks.map((one) => one.name);
  const advice = closest(name, names) === null ? ` There are: ${names.join(', ')}.` : didYouMean(name, names);
  throw new WrongUse(`There is no task "${name}".${advice}`);
}

/** Does something with a request, and says of a wrong input which flag it is. */
export async function namingFlags<Result>({ fields, input }: JobRequest, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof MilepostError) || error.reason !== 'INVALID_INPUT' || error.issues.length === 0) throw error;
    throw new WrongUse(describeIssues(error.issues, fields, input), { cause: error });
  }
}

async function readJson(file: string): Promise<Json> {
  const where = file === '-' ? 'standard input' : file;
  const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((cause: Error) => {
    throw new WrongUse(`The input cannot be read from ${where}: ${cause.message}`, { cause });
  });
  try {
    return JSON.parse(content) as Json; // what JSON.parse gives is JSON
  } catch (cause) {
    throw new WrongUse(`What stands in ${where} is not JSON: ${(cause as Error).message}`, { cause }); // a SyntaxError
  }
}
