import { spawn } from 'node:child_process';
import { isOnCi } from '../views/choose.ts';

/** True where somebody sits in front of a desktop: there is a terminal and a screen to open a window on. */
export function hasDesktop(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): boolean {
  if (!process.stdout.isTTY || isOnCi(env) || env.SSH_CONNECTION) return false;
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens the user's browser. Where there is none, the address has been printed anyway. */
export function openBrowser(url: string): void {
  const [command, ...words] = opener(url);
  const child = spawn(command, words, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function opener(url: string): [command: string, ...words: string[]] {
  if (process.platform === 'darwin') return ['open', url];
  // Not `start`: cmd would take the & of an address for its own.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
