import type { Redis } from 'ioredis';
import { jobScripts } from './scripts/jobs.ts';
import { prelude } from './scripts/prelude.ts';
import { reportScripts } from './scripts/reports.ts';
import { shareScripts } from './scripts/shares.ts';
import { signScripts } from './scripts/signs.ts';

const scripts = { ...jobScripts, ...reportScripts, ...shareScripts, ...signScripts };

export type Script = keyof typeof scripts;

/** Runs a script by its name. A script that Redis does not know any more is sent once more by itself. */
export type RunScript = (script: Script, ...args: readonly (string | number)[]) => Promise<unknown>;

export function createScripts(client: Redis, root: string): RunScript {
  for (const [name, text] of Object.entries(scripts)) {
    client.defineCommand(`milepost:${name}`, { numberOfKeys: 1, lua: prelude + text });
  }
  const commands = client as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>; // defined just now
  return (script, ...args) => (commands[`milepost:${script}`] as NonNullable<(typeof commands)[string]>)(root, ...args); // one for each
}
