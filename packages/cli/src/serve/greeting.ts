import type { Server } from '@milepost/server';
import { colours, wantsColour } from '../words/colours.ts';
import type { Roots } from './roots.ts';

/** What a server says when it is there: where, how to come in, and what it may touch. */
export function describeServing(
  server: Pick<Server, 'url' | 'loginUrl'>,
  { roots, data }: { roots: Roots; data: string },
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
    '',
    dim('Ctrl-C stops it. What has not ended by then goes on the next time.'),
    '',
  ].join('\n');
}
