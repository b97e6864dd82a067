import { connect } from 'node:net';
import type { Address } from './ask.ts';

/** Sends these lines as they are, and gives all that comes back until the server ends the connection. */
export async function sendRaw(server: Address, lines: readonly string[]): Promise<string> {
  const stream = connect(server.port, '127.0.0.1');
  stream.write(lines.map((line) => `${line}\r\n`).join(''));
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}
