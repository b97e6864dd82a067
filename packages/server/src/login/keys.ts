import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Role } from '@milepost/core/model';
import type { Logger } from 'pino';
import { firstName, hashOf, readTokens } from './token-file.ts';

/** A token that is good, as far as it is known here: by its hash. */
export interface Key {
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
  /** What a browser that logged in with it shows. */
  readonly cookie: string;
}

/** The tokens that are good just now: the first, and those of a file, which is looked at each time. */
export interface Keys {
  all(): readonly Key[];
  ofToken(token: string): Key | null;
  ofCookie(cookie: string): Key | null;
}

/** Without a file there is only the first. A file that cannot be read is as good as empty, and the log says so. */
export function createKeys(firstToken: string, file: string | null, log: Logger): Keys {
  // Cookies are made with the first token, which others cannot know: a hash out of the file is no cookie. They outlive a restart.
  const cookieOf = (subject: string) => createHmac('sha256', firstToken).update(subject).digest('base64url');
  const first: Key = { name: firstName, role: 'operate', hash: hashOf(firstToken), cookie: cookieOf('milepost cookie') };
  let seen = '';
  let keys: readonly Key[] = [first];

  function look(): readonly Key[] {
    const now = file === null ? '' : stampOf(file);
    if (now === seen || file === null) return keys;
    seen = now;
    keys = [first];
    try {
      const kept = readTokens(file).map(({ name, role, hash }) => ({
        name,
        role,
        hash,
        cookie: cookieOf(`milepost cookie ${hash}`),
      }));
      keys = [first, ...kept];
    } catch (error) {
      log.error({ err: error }, 'The tokens cannot be read: only the first is good.');
    }
    return keys;
  }

  const find = (text: string, of: (key: Key) => string): Key | null => {
    let found: Key | null = null;
    // All of them, so that the time tells nothing.
    for (const key of look()) if (isSame(text, of(key))) found = key;
    return found;
  };
  return {
    all: look,
    ofToken: (token) => find(hashOf(token), ({ hash }) => hash),
    ofCookie: (cookie) => find(cookie, (key) => key.cookie),
  };
}

/** Another one whenever the file was written: each time it is a new file. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
}

/** Digests are of one length and tell nothing of where two texts differ. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
