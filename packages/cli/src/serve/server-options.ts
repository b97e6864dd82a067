import type { Limits, ServerOptions } from '@milepost/server';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { WrongUse } from '../exit-code.ts';

/** How the server is reached, and how much it bears. Each option may also be a variable: in a unit file, or for a container. */
export interface ServingOptions {
  readonly port: number;
  readonly host: string;
  readonly url?: string;
  readonly allowHost?: readonly string[];
  readonly trustProxy?: readonly string[];
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly limit?: readonly string[];
  readonly logLevel: (typeof logLevels)[number];
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export function withServing(command: Command): Command {
  return command
    .addOption(option('--port <number>', 'MILEPOST_PORT', '0 takes one that is free').default(4400).argParser(readPort))
    .addOption(option('--host <address>', 'MILEPOST_HOST', 'the address to listen on').default('127.0.0.1'))
    .addOption(
      option('--url <url>', 'MILEPOST_PUBLIC_URL', 'the address by which others reach it, with a path if a proxy has one'),
    )
    .addOption(list('--allow-host <name>', 'MILEPOST_ALLOW_HOST', 'another name under which others may call it; may be repeated'))
    .addOption(
      list(
        '--trust-proxy <address>',
        'MILEPOST_TRUST_PROXY',
        'a proxy, or a network of them, whose X-Forwarded headers are believed; may be repeated',
      ),
    )
    .addOption(option('--tls-cert <file>', 'MILEPOST_TLS_CERT', 'a certificate, PEM: then it speaks https alone'))
    .addOption(option('--tls-key <file>', 'MILEPOST_TLS_KEY', 'the key of the certificate, PEM'))
    .addOption(list('--limit <name=number>', 'MILEPOST_LIMITS', 'a limit, such as sockets=200; may be repeated'))
    .addOption(
      option('--log-level <level>', 'MILEPOST_LOG_LEVEL', 'what is logged on stderr, as JSON').default('warn').choices(logLevels),
    );
}

/** @throws WrongUse for a limit that there is not, and for half a certificate */
export function readServing(options: ServingOptions, defaults: Limits): Omit<ServerOptions, 'token'> {
  const { port, host, url, allowHost: allowedHosts, trustProxy, tlsCert: cert, tlsKey: key, logLevel: log } = options;
  if ((cert === undefined) !== (key === undefined)) throw new WrongUse('--tls-cert and --tls-key go together.');
  const certificate = cert !== undefined && key !== undefined ? { cert, key } : undefined;
  return { port, host, url, allowedHosts, trustProxy, certificate, log, limits: readLimits(options.limit ?? [], defaults) };
}

function readLimits(texts: readonly string[], defaults: Limits): Partial<Limits> {
  const pairs = texts.map((text) => {
    const [, name = '', value = ''] = /^(\w+)=(\d{1,12})$/.exec(text) ?? [];
    if (Object.hasOwn(defaults, name)) return [name, Number(value)];
    const names = Object.entries(defaults).map(([name, value]) => `  ${name}=${value}`);
    throw new WrongUse(
      `Expected a limit and its number; got "${text}". There are, with what they are unless told:\n${names.join('\n')}`,
    );
  });
  return Object.fromEntries(pairs) as Partial<Limits>; // each name was looked up
}

function option(flags: string, variable: string, description: string): Option {
  return new Option(flags, description).env(variable);
}

/** May be given again and again, and its variable may hold several, with commas between. */
function list(flags: string, variable: string, description: string): Option {
  const parse = (value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    ...value.split(',').map((text) => text.trim()),
  ];
  return option(flags, variable, description).argParser(parse);
}

function readPort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('Expected a whole number, 0 to 65535.');
  return port;
}
