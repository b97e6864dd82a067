import { Command } from 'commander';
import { cancelCommand } from './commands/cancel.ts';
import { completionCommand } from './commands/completion.ts';
import { initCommand } from './commands/init.ts';
import { listCommand } from './commands/list.ts';
import { mcpCommand } from './commands/mcp.ts';
import { pauseCommand } from './commands/pause.ts';
import { removeCommand } from './commands/remove.ts';
import { resumeCommand } from './commands/resume.ts';
import { retryCommand } from './commands/retry.ts';
import { runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { showCommand } from './commands/show.ts';
import { startCommand } from './commands/start.ts';
import { tasksCommand } from './commands/tasks.ts';
import { tokenCommand } from './commands/token.ts';
import { undoCommand } from './commands/undo.ts';
import { watchCommand } from './commands/watch.ts';
import { workCommand } from './commands/work.ts';
import { workersCommand } from './commands/workers.ts';
import { version } from './own-package.ts';
import { styleHelp } from './style-help.ts';

/** The command with all its commands. Each of them sets the exit code of the process. */
export function createProgram(): Command {
  const program = styleHelp(new Command('milepost'))
    .description('Long batch work in the background, and how far it is.')
    .version(version)
    .exitOverride()
    .helpCommand(false)
    .showHelpAfterError('(milepost --help shows what there is)');

  program.commandsGroup('To do something:');
  tasksCommand(program);
  runCommand(program);
  startCommand(program);
  initCommand(program);
  program.commandsGroup('Jobs, on a server or here where none runs:');
  listCommand(program);
  showCommand(program);
  watchCommand(program);
  pauseCommand(program);
  resumeCommand(program);
  cancelCommand(program);
  retryCommand(program);
  undoCommand(program);
  removeCommand(program);
  program.commandsGroup('A server:');
  serveCommand(program);
  tokenCommand(program);
  workCommand(program);
  workersCommand(program);
  mcpCommand(program);
  program.commandsGroup('This command itself:');
  completionCommand(program);
  return program.addHelpText(
    'after',
    `
Examples:
  $ milepost serve ~/Pictures
  $ milepost run photos.shift-dates ./photos --by 3h --dry-run
  $ milepost run photos.shift-dates --help

Exit codes: 0 succeeded, 1 failed, 2 wrong use, 3 partial (some items failed), 130 cancelled.`,
  );
}
