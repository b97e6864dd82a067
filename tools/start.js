// @ts-check
// `npm start`: installs and builds where needed, then is the server itself, so that one process is all there is to end.
import { build, install, requireNode } from './prepare.js';

requireNode();
install();
build();

if (process.env.npm_lifecycle_event) endWith(process.ppid);
const { main } = await import(new URL('../packages/cli/dist/index.js', import.meta.url).href);
await main(['serve', ...process.argv.slice(2)]);

/**
 * npm passes a signal on, but cannot when it is killed outright: then we have another parent, and stop as well.
 * @param {number} parent
 */
function endWith(parent) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 1000);
  watch.unref();
}
