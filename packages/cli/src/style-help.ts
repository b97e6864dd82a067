import type { Command } from 'commander';
import { colours, wantsColour } from './words/colours.ts';

/** Help with bold titles and coloured names, where the terminal has colours. */
export function styleHelp<Styled extends Command>(command: Styled): Styled {
  const onOut = wantsColour(process.stdout.isTTY);
  const { bold, cyan, red } = colours(true);
  command.configureHelp({
    styleTitle: bold,
    styleOptionTerm: cyan,
    styleSubcommandTerm: cyan,
    styleArgumentTerm: cyan,
  });
  command.configureOutput({
    getOutHasColors: () => onOut,
    getErrHasColors: () => wantsColour(process.stderr.isTTY),
    outputError: (text, write) => write(wantsColour(process.stderr.isTTY) ? text.replace(/^error:/, red('error:')) : text),
  });
  return command;
}
