import type { Server } from '@milepost/server';
import { colours, wantsColour } from '../words/colours.ts';
import type { Roots } from './roots.ts';

/** What a server says when it is there: where, how to come in, and what it may touch. */
export function describeServing(
  server: Pick<Server, 'url' | 'loginUrl'>,
  { roots, data, redis }: { roots: Roots; data: string; redis: { url: string; works: boolean } | null },
): string {
  const { bold, cyan, dim } = colours(wantsColour(process.stdout.isTTY));
  const [first, ...others] = roots.folders;
  return [
    `${bold('Milepost')} is at ${cyan(server.url)}`,
    '',
    `  Log in   ${cyan(server.loginUrl())}  ${dim('(works once)')}`,
    `  Folders  ${first}`,
    ...others.map((folder) => `           ${folder}`),
    ...(roots.areSamples ? [`           ${dim('Sample photos to try things with. Your own: milepost serve ~/Pictures')}`] : []),
    `  Data     ${data}`,
    ...(redis === null ? [] : [`  Redis    ${withoutPassword(redis.url)}`, `           ${dim(describeWorkers(redis.works))}`]),
    '',
    dim('Ctrl-C stops it. What has not ended by then goes on the next time.'),
    '',
  ].join('\n');
}

function describeWorkers(works: boolean): string {
  return `Jobs are done ${works ? 'here, and ' : ''}by each that runs: milepost work --redis <the same>`;
}

function withoutPassword(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
