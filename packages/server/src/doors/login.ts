import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/** Who may come in: programs with the token, browsers with a cookie that they got for the token or for a one-time code. */
export interface Login {
  /** How the request shows that it may come in, or null. */
  identify(request: IncomingMessage): 'bearer' | 'cookie' | null;
  isToken(text: string): boolean;
  /** A random code that opens the door once. Of those that were never used only the newest 32 stay good. */
  createCode(): string;
  useCode(code: string): boolean;
  /** The header that logs a browser in. */
  readonly setCookie: string;
}

export const notLoggedIn: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  reason: 'UNAUTHORIZED',
  message: 'Log in first: programs send the token as "Authorization: Bearer …", browsers open the link that the server printed.',
};

const codesKept = 32;

/** The port is part of the cookie's name: browsers keep one jar for all ports of a host. */
export function createLogin(token: string, port: number): Login {
  const cookieName = `milepost-${port}`;
  // Made from the token, so it outlives a restart and ends with the token, but does not give it away.
  const cookie = createHmac('sha256', token).update('milepost cookie').digest('base64url');
  const codes = new Set<string>();
  return {
    identify({ headers }) {
      const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return isSame(bearer, token) ? 'bearer' : null;
      return readCookies(headers.cookie ?? '', cookieName).some((value) => isSame(value, cookie)) ? 'cookie' : null;
    },
    isToken: (text) => isSame(text, token),
    createCode() {
      const code = randomBytes(32).toString('base64url');
      codes.add(digest(code).toString('hex'));
      for (const oldest of codes) {
        if (codes.size <= codesKept) break;
        codes.delete(oldest);
      }
      return code;
    },
    useCode: (code) => codes.delete(digest(code).toString('hex')),
    setCookie: `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${400 * 24 * 3600}`,
  };
}

function readCookies(header: string, name: string): string[] {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

/** Digests are of one length and tell nothing of where two texts differ. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
