/** Where the server's two doors are. */
export interface Address {
  /** What to call the server in a sentence. */
  readonly url: string;
  readonly http: string;
  readonly socket: string;
}

/**
 * Takes an address apart; a path prefix stays in front of both doors, a trailing slash does not matter.
 * @throws TypeError for what is no http address.
 */
export function readAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(`Expected the address of a server, such as http://127.0.0.1:4400, and got "${text}".`);
  }
  const base = `${url.host}${url.pathname.replace(/\/+$/, '')}`;
  const secure = url.protocol === 'https:' ? 's' : '';
  return { url: `http${secure}://${base}`, http: `http${secure}://${base}/trpc`, socket: `ws${secure}://${base}/ws` };
}
