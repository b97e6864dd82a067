import { type Command, Option } from 'commander';

/** Options that several commands have, each in one wording. */
export interface TasksOption {
  readonly tasks?: readonly string[];
}
export interface DataOption {
  readonly data?: string;
}
export interface ServerOptions extends DataOption {
  readonly server?: string;
  readonly token?: string;
}
export interface OutputOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}
/** All that decides how a job is shown, and what it takes to ask for it again. */
export interface FollowOptions extends TasksOption, DataOption, OutputOptions {}
export interface FollowingOptions extends TasksOption, ServerOptions, OutputOptions {
  readonly watch?: boolean;
}
export interface StartOptions {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly input?: string;
}

export function withTasks(command: Command): Command {
  return command.addOption(repeated('--tasks <module>', 'a module with tasks of your own: a path or a package; may be repeated'));
}

export function withData(command: Command): Command {
  return command.option('--data <folder>', 'where jobs are remembered (MILEPOST_DATA)');
}

export function withServer(command: Command): Command {
  return withData(command)
    .addOption(new Option('--server <url>', 'a server; one of yours on this machine is found by itself').env('MILEPOST_URL'))
    .addOption(new Option('--token <token>', "the server's token").env('MILEPOST_TOKEN'));
}

export function withJson(command: Command, what = 'one event a line, as JSON'): Command {
  return command.option('--json', what);
}

export function withOutput(command: Command): Command {
  return withJson(command).option('--quiet', 'say nothing but what went wrong');
}

/** For a job that begins or goes on: on a server as `start` does it, without one as `run` does. */
export function withFollowing(command: Command): Command {
  return withServer(withTasks(withOutput(command))).option(
    '--watch',
    'watch it on the server until it ends; without a server it is done here and always shown',
  );
}

/** What run and start have in common. Unknown options are the task's own flags, and it knows its help better. */
export function withStart(command: Command): Command {
  return withOutput(command)
    .argument('[task]', 'its name, such as photos.shift-dates')
    .argument('[path]', 'the folder or file to work on, for a task that takes one')
    .addOption(new Option('--dry-run', 'say what would be done, and do nothing'))
    .addOption(new Option('--yes', 'start a batch without asking first'))
    .addOption(repeated('--only <key>', 'only this item of the plan; may be repeated'))
    .addOption(repeated('--except <key>', 'all but this item of the plan; may be repeated'))
    .addOption(new Option('--input <file>', 'the input as a JSON file, - for standard input; flags win over it'))
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .option('-h, --help', 'show the flags of the task');
}

/** An option that may be given again and again; what it collects is undefined when it was not given. */
export function repeated(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value, before: readonly string[] | undefined) => [...(before ?? []), value]);
}
