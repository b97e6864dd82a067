import { afterAll, beforeEach } from 'vitest';
import { Leaks, without } from './leaks.ts';

/** What is being closed may take so long on a busy machine, milliseconds. */
const patience = 3_000;

/**
 * Set-up of all tests that run in Node: each fails when it leaves a thread, a timer, a handle, a file or a process behind. Where
 * the tests of a file share what is opened before them, it is their file that fails.
 */
const leaks = new Leaks();
const atFirst = leaks.open();

async function check(before: readonly string[]): Promise<void> {
  const left = await leaks.since(before, patience);
  if (left.length > 0) throw new Error(`Left behind: ${left.join('; ')}.`);
}

beforeEach(({ onTestFinished }) => {
  const before = leaks.open();
  // A timer that keeps the process alive may be one of who runs the tests.
  const shares = without(before, atFirst).some((one) => one !== 'a handle, Timeout');
  // It was registered first, so it runs last: after all that the test has closed.
  if (!shares) onTestFinished(() => check(before), 2 * patience);
});

// The next file in this process has a look of its own.
afterAll(() => check(atFirst).finally(() => leaks.close()), 2 * patience);
