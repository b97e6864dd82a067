import type { TaskListTypes } from '@milepost/core/model';
import { buildClient } from './build-client.ts';
import type { AnyTasks, Client, ClientOptions } from './client.ts';
import { nodePlatform } from './platforms/node.ts';

export * from '@milepost/core/model';
export type * from './client.ts';
export * from './errors.ts';

/**
 * A client for the server at `url`, `http://127.0.0.1:4400` unless told; in a browser, the server that the page came from.
 * Nothing is sent before the first call. Give it the type of a registry, and names, inputs and results are checked by it.
 * @throws TypeError for a `url` that is no http address.
 * @example
 * import type tasks from './tasks.ts';
 * const client = createClient<typeof tasks>({ url: 'http://127.0.0.1:4400', token });
 * const job = await client.start('demo.sleep', { steps: 20 });
 * for await (const progress of job.progress()) console.log(describeProgress(progress));
 * console.log(await job.result());
 */
export function createClient<List extends TaskListTypes = AnyTasks>(options: ClientOptions = {}): Client<List> {
  return buildClient(options, nodePlatform()) as unknown as Client<List>; // the registry's types are the server's promise
}
