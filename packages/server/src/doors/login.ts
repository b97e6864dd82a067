import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { MilepostError, type Role } from '@milepost/core/model';
import type { Key, Keys } from '../login/keys.ts';
import { firstName, hashOf } from '../login/token-file.ts';
import type { Refusal } from './refusal.ts';

/** Who asks. */
export interface Caller {
  /** A browser sends its cookie whoever asks; a token is sent only by who knows it. */
  readonly how: 'bearer' | 'cookie';
  /** The name of the token. */
  readonly name: string;
  readonly role: Role;
  /** False once the token was revoked. */
  isGood(): boolean;
}

/** Who may come in: programs with a token, browsers with a cookie that they got for a token or for a one-time code. */
export interface Login {
  /** Who it is, by a token or a cookie; null where neither is good. */
  identify(request: IncomingMessage): Caller | null;
  /**
   * A random code that opens the door once, for who is to have the token of this name. Of those that were never used only the
   * newest 32 stay good.
   * @throws MilepostError `INVALID_INPUT` where there is no such token
   */
  createCode(name?: string): string;
  /** The header that logs a browser in, or null where the code is not good. `secure`: it came encrypted, and so must the cookie. */
  useCode(code: string, secure: boolean): string | null;
  /** The same for a token. */
  useToken(token: string, secure: boolean): string | null;
}

export const notLoggedIn: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  reason: 'UNAUTHORIZED',
  message: 'Log in first: programs send the token as "Authorization: Bearer …", browsers open the link that the server printed.',
};

const codesKept = 32;

/** `prefix` stands before every path. The port is part of the cookie's name: browsers keep one jar for all ports of a host. */
export function createLogin(keys: Keys, port: number, prefix = ''): Login {
  const cookieName = `milepost-${port}`;
  /** By the hash of each code, the hash of the token that it stands for. */
  const codes = new Map<string, string>();
  const setCookie = ({ cookie }: Key, secure: boolean) =>
    `${cookieName}=${cookie}; Path=${prefix}/; HttpOnly; SameSite=Strict; Max-Age=${400 * 24 * 3600}${secure ? '; Secure' : ''}`;
  const call = (how: Caller['how'], { name, role, hash }: Key): Caller => ({
    how,
    name,
    role,
    isGood: () => keys.all().some((key) => key.hash === hash && key.role === role),
  });
  return {
    identify({ headers }) {
      const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
      if (bearer !== undefined) {
        const key = keys.ofToken(bearer);
        return key && call('bearer', key);
      }
      for (const value of readCookies(headers.cookie ?? '', cookieName)) {
        const key = keys.ofCookie(value);
        if (key) return call('cookie', key);
      }
      return null;
    },
    createCode(name = firstName) {
      const key = keys.all().find((key) => key.name === name);
      if (!key) throw new MilepostError('INVALID_INPUT', `There is no token named "${name}".`);
      const code = randomBytes(32).toString('base64url');
      codes.set(hashOf(code), key.hash);
      for (const oldest of codes.keys()) {
        if (codes.size <= codesKept) break;
        codes.delete(oldest);
      }
      return code;
    },
    useCode(code, secure) {
      const known = hashOf(code);
      const hash = codes.get(known);
      codes.delete(known);
      const key = keys.all().find((key) => key.hash === hash);
      return key ? setCookie(key, secure) : null;
    },
    useToken(token, secure) {
      const key = keys.ofToken(token);
      return key && setCookie(key, secure);
    },
  };
}

/** Some at most: each is compared with every token. */
function readCookies(header: string, name: string): string[] {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs
    .filter((pair) => pair.startsWith(`${name}=`))
    .slice(0, 4)
    .map((pair) => pair.slice(name.length + 1));
}
