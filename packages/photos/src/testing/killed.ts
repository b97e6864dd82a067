import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/testing/killed-process.js', import.meta.url));

export interface KilledJob {
  readonly data: string;
  readonly task: string;
  readonly input: object;
  /** Takes the job back instead. */
  readonly undo?: boolean;
}

/** How a job ended whose process was killed after each of these times, in milliseconds, and begun again. */
export function runKilled({ data, ...request }: KilledJob, times: readonly number[]): { kills: number; end: unknown } {
  let kills = 0;
  for (const ms of [...times, 'never']) {
    const { signal, status, stdout, stderr } = spawnSync(process.execPath, [program, data, JSON.stringify(request), String(ms)]);
    if (signal === 'SIGKILL') kills += 1;
    else if (status === 0) return { kills, end: JSON.parse(stdout.toString()) };
    else throw new Error(`The process failed: ${stderr}`);
  }
  throw new Error('The process was killed by somebody else.');
}
