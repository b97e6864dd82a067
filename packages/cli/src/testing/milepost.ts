import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const bin = fileURLToPath(import.meta.resolve('../../dist/bin.js'));

/** A module with tasks for tests. */
export const ownTasks = fileURLToPath(import.meta.resolve('./tasks.js'));

/** The built command in a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: string;
  readonly stderr: string;
  /** Waits until stdout holds it. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for its end; gives the exit code. */
  readonly ended: Promise<number | null>;
}

/** A data folder and the commands that work with it. Disposing ends those that still run. */
export interface Bench {
  readonly data: string;
  start(...words: string[]): Running;
  run(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string; lines: string[] }>;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const data = await mkdtemp(join(tmpdir(), 'milepost-test-'));
  const all: Running[] = [];
  const start = (...words: string[]) => {
    const running = spawnMilepost(words, data);
    all.push(running);
    return running;
  };
  return {
    data,
    start,
    async run(...words) {
      const running = start(...words);
      running.child.stdin?.end();
      const code = await running.ended;
      return { code, stdout: running.stdout, stderr: running.stderr, lines: running.stdout.trimEnd().split('\n') };
    },
    async close() {
      for (const { child } of all) if (child.exitCode === null) child.kill('SIGKILL');
      await Promise.all(all.map(({ ended }) => ended));
      await rm(data, { recursive: true, force: true });
    },
  };
}

function spawnMilepost(words: readonly string[], data: string): Running {
  const { MILEPOST_URL: _url, MILEPOST_TOKEN: _token, FORCE_COLOR: _colour, CI: _ci, ...env } = process.env;
  const child = spawn(process.execPath, [bin, ...words], { env: { ...env, MILEPOST_DATA: data } });
  let stdout = '';
  let stderr = '';
  let look = (): void => undefined;
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    child,
    ended,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const found = pattern.exec(stdout);
          if (found !== null) resolve(found);
        };
        look();
        void ended.then((code) => reject(new Error(`It ended with ${code} before it said ${pattern}: ${stdout}${stderr}`)));
      }),
  };
}
