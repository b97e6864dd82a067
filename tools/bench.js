// @ts-check
// `npm run bench`: how fast it is, beside its peers, in one run. `npm run bench -- photos` asks one question alone; `--json` prints
// a line for each, `--rounds 3` measures less often, `--only Turned` the races whose title holds the word, `--quick` only tries
// whether it runs, `--folder` says on which disk. `--write lines.jsonl` measures nothing: it puts such lines into docs/performance.md.
import { spawnSync } from 'node:child_process';
import { build, install, requireNode, root } from './prepare.js';

const args = process.argv.slice(2);
// Nothing but the answers is for who reads them by a program.
if (args.includes('--json')) console.log = console.error;
requireNode();
install();
build();

const { status } = spawnSync(process.execPath, ['bench/dist/bench.js', ...args], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
if (args.includes('--write') && status === 0) {
  spawnSync(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', 'docs/performance.md'], {
    cwd: root,
  });
}
