import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, bin, openBench, ownTasks } from '../testing/milepost.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function complete(...words: string[]): Promise<string[]> {
  const { stdout } = await bench.run('complete', 'fish', '--', ...words);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0] ?? '');
}

test('commands, tasks, their flags and what these may be are completed, of tasks of one’s own too', async () => {
  expect(await complete('re')).toEqual(['resume', 'retry', 'remove']);
  expect(await complete('run', 'demo.s')).toEqual(expect.arrayContaining(['demo.sleep']));
  const own = ['run', '--tasks', ownTasks];
  expect(await complete(...own, 'test.gr')).toEqual(['test.greet']);
  expect(await complete(...own, 'test.greet', '--l')).toEqual(['--loud']);
  // A switch takes no value, so what follows is the next flag.
  expect(await complete(...own, 'test.greet', '--loud', '--st')).toEqual(['--style']);
  expect(await complete(...own, 'test.greet', '--style', '')).toEqual(['plain', 'fancy']);
  expect(await complete(...own, 'test.greet', '--style=f')).toEqual(['--style=fancy']);
  expect(await complete('list', '--state', 'pa')).toEqual(['paused', 'partial']);
  expect(await complete('run', 'photos.inspect', '')).toEqual([':folders']);
  expect(await complete('run', 'demo.sleep', '--tasks', '')).toEqual([':files']);
});

test('jobs are completed by their ids, where the command has anything to do with them', async () => {
  await bench.run('run', 'test.fail', '--tasks', ownTasks, '--quiet');
  const [id] = await complete('show', '');
  expect(id).toMatch(/^\w{6,}$/);
  expect(await complete('retry', id?.slice(0, 3) ?? '')).toEqual([id]);
  expect(await complete('resume', '')).toEqual([]);
});

/** How each shell is asked what it would offer, `milepost` being a function. */
const shells = {
  bash: (words: string) => `milepost() { "$NODE" "$BIN" "$@"; }
    source <(milepost completion bash)
    COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _milepost; printf '%s\\n' "\${COMPREPLY[@]}"`,
  fish: (words: string) => `function milepost; $NODE $BIN $argv; end
    milepost completion fish | source
    complete -C '${words}' | string split -f1 \\t`,
  zsh: (words: string) => `milepost() { "$NODE" "$BIN" "$@" }
    compdef() { }; _files() { }; _describe() { print -l -- "\${candidates[@]%%:*}" }
    source <(milepost completion zsh)
    words=(${words}); CURRENT=$#words; _milepost`,
} as const;

const installed = Object.entries(shells).filter(([shell]) => spawnSync(shell, ['-c', 'true']).status === 0);

test.each(installed)('%s offers them', (shell, ask) => {
  const env = { ...process.env, NODE: process.execPath, BIN: bin, MILEPOST_DATA: bench.data };
  const { stdout, stderr } = spawnSync(shell, ['-c', ask('milepost run photos.fix-orientation --ed')], { env, encoding: 'utf8' });
  expect({ offers: stdout.trim(), stderr }).toEqual({ offers: '--edges', stderr: '' });
});

test('bash takes what stands behind = for a word of its own', () => {
  const env = { ...process.env, NODE: process.execPath, BIN: bin, MILEPOST_DATA: bench.data };
  const { stdout } = spawnSync('bash', ['-c', shells.bash('milepost run photos.fix-orientation --edges = t')], {
    env,
    encoding: 'utf8',
  });
  expect(stdout.trim()).toBe('trim');
});
