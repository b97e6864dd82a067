// @ts-check
// `npm start`: installs and builds where needed, then is the server itself, so that one process is all there is to end.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { build, install, requireNode } from './prepare.js';

requireNode();
install();
build();

if (process.env.npm_lifecycle_event) endWith(findNpm());
const { main } = await import(new URL('../packages/cli/dist/index.js', import.meta.url).href);
await main(['serve', ...process.argv.slice(2)]);

/**
 * npm passes a signal on, but cannot when it is killed outright: then it is gone, and we stop as well.
 * @param {number} npm
 */
function endWith(npm) {
  const watch = setInterval(() => {
    try {
      process.kill(npm, 0);
    } catch {
      clearInterval(watch);
      process.kill(process.pid, 'SIGTERM');
    }
  }, 1000);
  watch.unref();
}

/** npm runs a script through a shell, which may still stand between us and may have stepped aside. */
function findNpm() {
  const [name, parent] = process.platform === 'win32' ? ['', 0] : describe(process.ppid);
  return /sh$/.test(name) ? parent : process.ppid;
}

/**
 * A process's name and parent. Not every Linux has `ps`.
 * @param {number} id
 * @returns {[string, number]}
 */
function describe(id) {
  const linux = process.platform === 'linux';
  const text = linux
    ? readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^\d+ \((.*)\) \S (\d+) .*/s, '$2 $1')
    : spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(id)], { encoding: 'utf8' }).stdout;
  const [, parent, name] = /^\s*(\d+) +(.*)/.exec(text) ?? [];
  return [name ?? '', Number(parent)];
}
