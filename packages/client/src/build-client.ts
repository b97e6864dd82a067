import { readAddress } from './address.ts';
import type { AnyTasks, Client, ClientOptions } from './client.ts';
import { follow } from './follow.ts';
import { iterate } from './iterate.ts';
import { jobHandle, watchJob } from './job-handle.ts';
import type { Platform } from './platform.ts';
import { openWire } from './wire.ts';

/** A client for a platform. Names and types of tasks are the caller's affair: the server checks them. */
export function buildClient(options: ClientOptions, platform: Platform): Client<AnyTasks> {
  const wire = openWire(readAddress(options.url ?? platform.url), options.token, options.timeout ?? 10_000, platform);
  const close = () => wire.close();

  return {
    async start(task, input, { signal, idempotencyKey = ownKey(), ...rest } = {}) {
      const request = { task, input, idempotencyKey, ...rest };
      return jobHandle(wire, (await wire.mutate('jobs.start', request, { signal, repeatable: true })).id);
    },
    plan: (task, input, { signal, limit } = {}) => wire.mutate('tasks.plan', { task, input, limit }, { signal, long: true }),
    job: (id) => jobHandle(wire, id),
    watch: (id, waiting) => watchJob(wire, id, waiting),
    feed: (query = {}, { signal } = {}) =>
      iterate((sink) => follow(wire, 'jobs.feed', query, () => false, sink), { signals: [signal, wire.closing] }),
    tasks: { list: (waiting) => wire.query('tasks.list', undefined, waiting) },
    jobs: {
      get: (id, waiting) => wire.query('jobs.get', { id }, waiting),
      list: (query = {}, waiting) => wire.query('jobs.list', query, waiting),
      items: (query, waiting) => wire.query('jobs.items', query, waiting),
      log: (query, waiting) => wire.query('jobs.log', query, waiting),
      cancel: (id, waiting) => wire.mutate('jobs.cancel', { id }, waiting),
      pause: (id, waiting) => wire.mutate('jobs.pause', { id }, waiting),
      resume: (id, waiting) => wire.mutate('jobs.resume', { id }, waiting),
      remove: (id, waiting) => wire.mutate('jobs.remove', { id }, waiting),
      retry: (id, waiting) => wire.mutate('jobs.retry', { id }, waiting),
      undo: (id, waiting) => wire.mutate('jobs.undo', { id }, waiting),
    },
    files: { list: (query = {}, waiting) => wire.query('files.list', query, waiting) },
    system: {
      info: (waiting) => wire.query('system.info', undefined, waiting),
      loginLink: (token, waiting) => wire.mutate('system.loginLink', { token }, waiting),
    },
    connection: wire.connection,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * The time first, so that new keys stand beside each other where the server finds them. Not randomUUID, which a browser has only
 * where the page came over https or from this machine.
 */
/** Random once and counted on: to ask the system for each would take as long as all else that is done for a start. */
const own = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
let keys = 0;

/** A key that nobody else has. */
function ownKey(): string {
  return `${Date.now().toString(16)}-${own}-${(++keys).toString(36)}`;
}
