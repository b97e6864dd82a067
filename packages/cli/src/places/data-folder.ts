import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where this user's jobs are remembered: what `--data` says, else MILEPOST_DATA, else the place that the operating system has
 * for such things.
 */
export function dataFolder(
  given: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const chosen = given ?? env.MILEPOST_DATA;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Milepost');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Milepost');
  // An XDG folder that is not absolute is to be ignored: XDG Base Directory Specification.
  return join(env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share'), 'milepost');
}
