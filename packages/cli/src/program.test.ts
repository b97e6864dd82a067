import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from './program.ts';

/** A command and all below it, but for those that are not shown. */
function all(command: Command): Command[] {
  return [command, ...command.createHelp().visibleCommands(command).flatMap(all)];
}

/** What its help says, with what is added behind. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (written) => (text += written) });
  command.outputHelp();
  return text;
}

test('the help of every command says what it does and gives an example', () => {
  const commands = all(createProgram());
  expect(commands.length).toBeGreaterThan(18);
  for (const command of commands) {
    const help = helpOf(command);
    expect({ command: command.name(), help }).toMatchObject({ help: expect.stringMatching(/Examples?:\n +\$ .*milepost/) });
    expect(command.description()).toMatch(/\.$/);
  }
});
