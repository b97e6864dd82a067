import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type Address, bearer } from './ask.ts';

/** Opens a WebSocket with these headers. */
export async function openSocket(server: Address, headers: Record<string, string> = bearer, path = '/ws'): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers: { host: server.host, ...headers } });
  await once(socket, 'open');
  return socket;
}

/** The HTTP status with which a WebSocket is refused. */
export async function refusalOf(server: Address, headers: Record<string, string>, path = '/ws'): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers: { host: server.host, ...headers } });
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  response.resume();
  socket.terminate();
  return response.statusCode;
}

export async function closeCodeOf(socket: WebSocket): Promise<number> {
  const [code] = await once(socket, 'close');
  return code;
}

/** The next message that fits. */
export function nextMessage<Message>(socket: WebSocket, fits: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve) => {
    socket.on('message', function listen(data) {
      const text = String(data);
      const message = text.startsWith('{') ? JSON.parse(text) : text;
      if (!fits(message)) return;
      socket.off('message', listen);
      resolve(message);
    });
  });
}

/** A call as a message. */
export function call(id: number, method: string, path: string, input?: unknown): string {
  return JSON.stringify({ id, method, params: { path, input } });
}
