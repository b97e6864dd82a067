import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MilepostError, type Role } from '@milepost/core/model';
import { z } from 'zod';

const tokenName = z.string().regex(/^[\w@.-]{1,64}$/, 'Expected a name of letters, digits and any of . @ _ - (64 at most).');
const kept = z.object({
  name: tokenName,
  role: z.enum(['view', 'operate']),
  /** SHA-256 in hex: a token is 32 random bytes, so nothing slower is needed to keep it from being found again. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.number(),
});

export type KeptToken = z.infer<typeof kept>;

/** The name of the token that the server was started with; no other has it. */
export const firstName = 'first';
const mostTokens = 200;
/** A draft that lies there for so long was left by a process that has ended. Milliseconds. */
const staleAfter = 5_000;

/** Where the tokens of a data folder are kept, beside the first. */
export function tokenFile(data: string): string {
  return join(data, 'tokens.json');
}

/**
 * The tokens in a file, none where there is no file.
 * @throws MilepostError `INVALID_INPUT` when the file holds something else
 */
export function readTokens(file: string): readonly KeptToken[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // readFile throws nothing else
    throw error;
  }
  try {
    return z.array(kept).parse(JSON.parse(text));
  } catch (cause) {
    throw new MilepostError('INVALID_INPUT', `"${file}" is not a list of tokens. Put it back from a copy, or remove it.`, {
      cause,
    });
  }
}

/**
 * Makes a token and keeps its hash. The token itself is kept nowhere.
 * @throws MilepostError `INVALID_INPUT` for a name that is no name or is taken; `TOO_MANY`
 */
export function addToken(
  file: string,
  role: Role,
  name: string = freeName(readTokens(file), role),
): { name: string; token: string } {
  const { error } = tokenName.safeParse(name);
  if (error) throw new MilepostError('INVALID_INPUT', `${error.issues[0]?.message} Got "${name}".`);
  const token = randomBytes(32).toString('base64url');
  change(file, (tokens) => {
    if (name === firstName || tokens.some((other) => other.name === name)) {
      throw new MilepostError('INVALID_INPUT', `There is a token named "${name}" already.`);
    }
    if (tokens.length >= mostTokens) throw new MilepostError('TOO_MANY', `There are ${mostTokens} tokens already: revoke some.`);
    return [...tokens, { name, role, hash: hashOf(token), createdAt: Date.now() }];
  });
  return { name, token };
}

/** @throws MilepostError `INVALID_INPUT` where there is none of this name */
export function revokeToken(file: string, name: string): void {
  change(file, (tokens) => {
    if (!tokens.some((token) => token.name === name))
      throw new MilepostError('INVALID_INPUT', `There is no token named "${name}".`);
    return tokens.filter((token) => token.name !== name);
  });
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function freeName(tokens: readonly KeptToken[], role: Role): string {
  const taken = new Set(tokens.map(({ name }) => name));
  let number = 1;
  while (taken.has(`${role}-${number}`)) number++;
  return `${role}-${number}`;
}

/** Whoever makes the draft may change the list; readers see the old list or the new one. */
function change(file: string, make: (tokens: readonly KeptToken[]) => readonly KeptToken[]): void {
  const draft = `${file}.new`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    if (Date.now() - statSync(draft).mtimeMs > staleAfter) rmSync(draft, { force: true });
  } catch {
    // There is none, as it should be.
  }
  try {
    writeFileSync(draft, '', { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause; // writeFile throws nothing else
    throw new MilepostError('INVALID_STATE', 'Another command changes the tokens just now: try again.', { cause });
  }
  try {
    writeFileSync(draft, `${JSON.stringify(make(readTokens(file)), null, 2)}\n`, { flush: true });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
