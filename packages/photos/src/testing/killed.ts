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

/** After so many milliseconds, or as soon as it is told that so many items are done. */
type Moment = number | `${number} done`;

/** How a job ended whose process was killed at each of these moments, and begun again. */
export function runKilled({ data, ...request }: KilledJob, times: readonly Moment[]): { kills: number; end: unknown } {
  let kills = 0;
  for (const moment of [...times, 'never']) {
    const { signal, status, stdout, stderr } = spawnSync(process.execPath, [
      program,
      data,
      JSON.stringify(request),
      String(moment),
    ]);
    if (signal === 'SIGKILL') kills += 1;
    else if (status === 0) return { kills, end: JSON.parse(stdout.toString()) };
    else throw new Error(`The process failed: ${stderr}`);
  }
  throw new Error('The process was killed by somebody else.');
}
