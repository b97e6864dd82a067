import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Another program that does what a task of ours does. */
export interface Peer {
  readonly name: string;
  readonly program: string;
  /** What it is asked; the photos' paths follow. */
  words(round: number): readonly string[];
  /** How many times as fast ours is to be. */
  readonly wanted: number;
}

export function isInstalled({ program }: Peer): boolean {
  return spawnSync(program, ['-V'], { stdio: 'ignore' }).error === undefined;
}

/** How long it took for all photos of a folder, shared out among so many processes, in seconds. @throws Error where one fails */
export async function runPeer(peer: Peer, folder: string, processes: number, round: number): Promise<number> {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const share = Math.ceil(paths.length / processes);
  const start = performance.now();
  await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      end(peer.program, [...peer.words(round), ...paths.slice(index * share, (index + 1) * share)]),
    ),
  );
  return (performance.now() - start) / 1_000;
}

function end(program: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const peer = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    peer.stderr.on('data', (text) => (said += text));
    peer.once('error', reject);
    peer.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}: ${said.slice(0, 500)}`)),
    );
  });
}
