import { request } from 'node:http';
import { token } from './open-test-server.ts';

/** Where a server is, and the name under which it is called. */
export interface Address {
  readonly port: number;
  readonly host: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Question {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export const bearer = bearerOf(token);
export const json = { 'content-type': 'application/json' };

export function bearerOf(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** Asks exactly this, whatever a well-behaved client would make of it. */
export function ask(server: Address, { path = '/', method = 'GET', headers = {}, body }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: server.port,
      path,
      method,
      agent: false,
      headers: { host: server.host, ...headers },
    });
    asked.on('error', reject);
    asked.on('response', async (response) => {
      let body = '';
      response.setEncoding('utf8');
      try {
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      } catch (error) {
        reject(error);
      }
    });
    asked.end(body);
  });
}

/** Asks for a job of a task of the tests. */
export function askToStart(
  server: Address,
  input: unknown,
  headers: Record<string, string> = bearer,
  task = 'test.count',
): Promise<Answer> {
  const body = JSON.stringify({ task, input });
  return ask(server, { path: '/trpc/jobs.start', method: 'POST', headers: { ...json, ...headers }, body });
}

/** What an honest client asks; it has to be answered whatever happened before. */
export function askHonestly(server: Address): Promise<Answer> {
  return ask(server, { path: '/trpc/tasks.list', headers: bearer });
}
