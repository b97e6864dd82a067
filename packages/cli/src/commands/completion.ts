import type { Job, TaskInfo } from '@milepost/core/model';
import { Argument, type Command } from 'commander';
import { type Completion, complete, type Known } from '../completion/complete.ts';
import { type Shell, scripts, shells } from '../completion/scripts.ts';
import type { Written } from '../completion/written.ts';
import type { ServerOptions } from '../options.ts';
import { at } from '../place.ts';
import { findServer } from '../places/find-server.ts';
import { openToRead } from '../places/here-or-there.ts';
import { loadTasks } from '../places/task-modules.ts';

export function completionCommand(program: Command): void {
  program
    .command('completion')
    .summary('have Tab complete commands, tasks, flags and jobs')
    .description('Prints what a shell needs so that Tab completes commands, tasks, their flags and the ids of jobs.')
    .addArgument(new Argument('<shell>', 'the shell that is to be taught').choices(shells))
    .addHelpText(
      'after',
      '\nExamples:\n  $ source <(milepost completion bash)       # in ~/.bashrc\n  $ source <(milepost completion zsh)        # in ~/.zshrc, after compinit\n  $ milepost completion fish | source        # in ~/.config/fish/config.fish',
    )
    .action((shell: Shell) => void process.stdout.write(scripts[shell]));

  program
    .command('complete', { hidden: true })
    .addArgument(new Argument('<shell>').choices(shells))
    .argument('[words...]', 'what is written behind milepost; the last word is the one to complete')
    .action(async (shell: Shell, words: readonly string[]) => {
      const joined = shell === 'bash' ? joinValues(words) : words;
      const completion = await complete(program, joined, known);
      process.stdout.write(show(completion, shell, joined.at(-1) ?? '', words.at(-1) ?? ''));
    });
}

/** How long Tab may wait for a server, milliseconds. */
const patience = 1500;

const known: Known = {
  async tasks(written): Promise<readonly TaskInfo[]> {
    const options = optionsOf(written);
    if (written.command.name() === 'start') {
      const server = await findServer(options);
      if (server !== null) return at(Promise.resolve(server), (place) => inTime(place.tasks()));
    }
    const [{ describeTasks }, lists] = await Promise.all([import('@milepost/core'), loadTasks(written.options.get('--tasks'))]);
    return describeTasks(lists);
  },
  async jobs(written): Promise<readonly Job[]> {
    return at(openToRead(optionsOf(written)), async (place) => (await inTime(place.list({ limit: 200 }))).jobs);
  },
};

function optionsOf({ options }: Written): ServerOptions {
  const last = (name: string) => options.get(name)?.at(-1);
  const [data, server, token] = [last('--data'), last('--server') ?? process.env.MILEPOST_URL, last('--token')];
  return {
    ...(data !== undefined && { data }),
    ...(server !== undefined && { server }),
    ...(token !== undefined ? { token } : process.env.MILEPOST_TOKEN && { token: process.env.MILEPOST_TOKEN }),
  };
}

function inTime<Result>(answer: Promise<Result>): Promise<Result> {
  return Promise.race([
    answer,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('The server did not answer in time.')), patience).unref(),
    ),
  ]);
}

/** bash takes `--style=fancy` for three words. */
function joinValues(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if (before !== undefined && (word === '=' || (before.startsWith('--') && before.endsWith('='))))
      joined[joined.length - 1] = before + word;
    else joined.push(word);
  }
  return joined;
}

/** A line for each, its description behind a tab where the shell can show it; last what else may stand there. */
function show({ candidates, paths }: Completion, shell: Shell, joined: string, last: string): string {
  // bash completes only the last of the words that it sees.
  const known = shell === 'bash' ? joined.length - (last === '=' ? 0 : last.length) : 0;
  const lines = candidates.map(({ value, description = '' }) =>
    shell === 'bash' || description === '' ? value.slice(known) : `${value}\t${description.replace(/\s+/g, ' ')}`,
  );
  return [...lines, ...(paths === null ? [] : [`:${paths}`])].map((line) => `${line}\n`).join('');
}
