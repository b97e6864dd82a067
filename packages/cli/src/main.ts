import { hearClosedPipes } from './interrupt.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/**
 * The `milepost` command, as if it had been called with these words. It answers when the command is over, and sets the exit
 * code of the process.
 * @example await main(['serve', '--port', '4400']);
 */
export async function main(argv: readonly string[]): Promise<void> {
  hearClosedPipes();
  try {
    await createProgram().parseAsync(argv, { from: 'user' });
  } catch (error) {
    process.exitCode = reportError(error);
  }
}
