import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));

/** A `milepost` command that runs. */
export interface Command {
  readonly process: ChildProcess;
  /** All that it has said so far, errors included. */
  readonly said: () => string;
  /** Waits until it has said what fits, and gives the match. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for its end and gives the exit code, null when a signal ended it. */
  ended(): Promise<number | null>;
}

/** Starts the real command as a process of its own, with nothing of this user's in its home. */
export function milepost(args: readonly string[], options: { home: string; env?: Record<string, string> }): Command {
  // Playwright asks its workers for colours; what is read here has none.
  const { FORCE_COLOR: _colour, MILEPOST_URL: _url, MILEPOST_TOKEN: _token, ...outer } = process.env;
  const env = { ...outer, HOME: options.home, XDG_DATA_HOME: '', NO_COLOR: '1', ...options.env };
  const child = spawn(process.execPath, [bin, ...args], { cwd: options.home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'close').then(([code]) => code as number | null); // what 'close' gives first
  let text = '';
  const waiting = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);

  return {
    process: child,
    said: () => text,
    ended: () => exit,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text);
          if (match === null) return;
          waiting.delete(look);
          resolve(match);
        };
        waiting.add(look);
        look();
        void exit.then((code) =>
          reject(new Error(`milepost ${args.join(' ')} ended with ${code} before it said ${pattern}:\n${text}`)),
        );
      }),
  };
}

/** Runs the command to its end. */
export async function run(args: readonly string[], options: { home: string; env?: Record<string, string> }) {
  const command = milepost(args, options);
  return { code: await command.ended(), said: command.said() };
}
