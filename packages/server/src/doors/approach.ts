import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { MilepostError } from '@milepost/core/model';

/** How a request came here. */
export interface Approach {
  /** Where from: the address of the client, as far as those can be trusted who say so. */
  readonly address: string;
  /** Whether it was encrypted; null where nobody says, for then a proxy may stand in front that is not known of. */
  readonly secure: boolean | null;
}

/**
 * Reads how requests came. What `X-Forwarded-Host`, `-Proto` and `-For` say counts only where the connection is from a trusted
 * proxy, an address or a network such as `10.0.0.0/8`; then the request is as if it had called that host. From all others these
 * headers mean nothing, for anybody can send them.
 * @throws MilepostError `INVALID_INPUT` for what is no address
 */
export function createApproach(trusted: readonly string[], encrypted: boolean): (request: IncomingMessage) => Approach {
  const proxies = new BlockList();
  for (const text of trusted) addTo(proxies, text);
  const isProxy = (address: string) => isIP(address) !== 0 && proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? '');
    const secure = encrypted || null;
    if (!isProxy(peer)) return { address: peer, secure };
    const host = last(headers['x-forwarded-host']);
    if (host !== undefined) headers.host = host;
    // The client said whatever comes before the first address that is no proxy's.
    const hops = list(headers['x-forwarded-for']).map(plain);
    const address = hops.findLast((hop) => !isProxy(hop)) ?? hops[0] ?? peer;
    const protocol = last(headers['x-forwarded-proto'])?.toLowerCase();
    return { address, secure: protocol === undefined ? secure : protocol === 'https' || protocol === 'wss' };
  };
}

function addTo(proxies: BlockList, text: string): void {
  const [address = '', bits] = text.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const most = family === 'ipv6' ? 128 : 32;
  const prefix = bits === undefined ? most : Number(bits);
  if (isIP(address) === 0 || !/^\d*$/.test(bits ?? '') || prefix > most || bits === '') {
    throw new MilepostError('INVALID_INPUT', `Expected the address of a proxy, or a network such as 10.0.0.0/8; got "${text}".`);
  }
  proxies.addSubnet(address, prefix, family);
}

/** Of a header that each proxy adds to, the one that the nearest wrote. */
function last(header: string | string[] | undefined): string | undefined {
  return list(header).at(-1);
}

function list(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter(Boolean);
}

/** An IPv4 address as such, also where the server listens on IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
