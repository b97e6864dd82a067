import { exitCodes } from './exit-code.ts';

/** What asks a command to leave. Nobody reads any more where the pipe was closed, so then nothing is to be said. */
export type Interrupt = (typeof signals)[number] | 'closed pipe';

/** One Ctrl-C comes twice where npm or npx started us: from the terminal, and passed on by them. Milliseconds. */
const echo = 300;

/** The last is Ctrl-Break of Windows; nobody sends it elsewhere. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/** The first is asked politely, the second leaves at once. Gives what stops listening. */
export function onInterrupt(ask: (interrupt: Interrupt) => void): () => void {
  let askedAt: number | null = null;
  const hear = (interrupt: Interrupt) => {
    if (askedAt === null) {
      askedAt = performance.now();
      ask(interrupt);
    } else if (interrupt !== 'closed pipe' && performance.now() - askedAt > echo) {
      process.exit(exitCodes.cancelled);
    }
  };
  for (const signal of signals) process.on(signal, hear);
  const before = leaveOnClosedPipe;
  leaveOnClosedPipe = () => hear('closed pipe');
  return () => {
    for (const signal of signals) process.off(signal, hear);
    leaveOnClosedPipe = before;
  };
}

/** `milepost list | head -1`: whoever has read enough closes the pipe, and that is no error. */
let leaveOnClosedPipe = (): void => process.exit(exitCodes.succeeded);

export function hearClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!closings.has(error.code ?? '')) throw error;
      leaveOnClosedPipe();
    });
  }
}

/** EIO: the terminal itself was closed. */
const closings: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);
