import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The token of a data folder's server: made at random the first time and kept there, readable for this user alone, so that a
 * browser that is logged in stays so when the server is started again.
 */
export async function keepToken(data: string): Promise<string> {
  const file = join(data, 'token');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.length >= 32) return kept;
  const token = randomBytes(32).toString('base64url');
  await writeFile(file, token, { mode: 0o600 });
  return token;
}
