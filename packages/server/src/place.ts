import { BlockList, isIP } from 'node:net';
import { MilepostError } from '@milepost/core/model';

/** Where a server can be found, and by whom. */
export interface Place {
  /** As people are told it, without a slash at its end. */
  readonly url: string;
  /** For programs of this machine. */
  readonly localUrl: string;
  /** What stands before every path, such as `/milepost`, or nothing. */
  readonly prefix: string;
  /** The names under which it may be called, `host` or `host:port` as browsers send them. */
  readonly hosts: ReadonlySet<string>;
}

interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly encrypted: boolean;
  readonly url: URL | null;
  readonly allowedHosts: readonly string[];
}

/** The address by which others reach a server, from its text. @throws MilepostError `INVALID_INPUT` */
export function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && /^[\w\-./~]*$/.test(url.pathname)) return url;
  throw new MilepostError('INVALID_INPUT', `Expected an address such as https://photos.example/milepost/; got "${text}".`);
}

export function findPlace({ host, port, encrypted, url, allowedHosts }: Wanted): Place {
  const scheme = encrypted ? 'https' : 'http';
  const prefix = url?.pathname.replace(/\/+$/, '') ?? '';
  const here = isLoopback(host) || host === '0.0.0.0' || host === '::';
  const named = isLoopback(host) ? undefined : allowedHosts[0];
  const local = `${scheme}://localhost:${port}${prefix}`;
  const said = url ? `${url.origin}${prefix}` : named ? `${scheme}://${named}` : local;
  const names = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, ...(url ? [url.host] : []), ...allowedHosts];
  return {
    url: said,
    // A certificate is for the name that others use.
    localUrl: here && !encrypted ? local : said,
    prefix,
    hosts: new Set(names.map((name) => name.toLowerCase())),
  };
}

/** The path after the prefix. A proxy may have taken that away already. */
export function withoutPrefix(target: string, prefix: string): string {
  if (prefix === '' || !target.startsWith(prefix)) return target;
  const rest = target.slice(prefix.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : target;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));
}
