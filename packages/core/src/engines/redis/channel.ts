import type { Redis } from 'ioredis';

/** Hears what is told on channels. What is told while the line is cut is not heard: `onBack` is called when it is mended. */
export interface Channels {
  subscribe(channel: string, listener: (text: string) => void): Promise<void>;
  onBack(listener: () => void): void;
}

/** `client` is a line of its own, for it can do nothing else from then on. */
export function createChannels(client: Redis): Channels {
  const listeners = new Map<string, (text: string) => void>();
  const backs: (() => void)[] = [];
  client.on('message', (channel: string, text: string) => listeners.get(channel)?.(text));
  let known = false;
  client.on('ready', () => {
    if (known) for (const back of backs) back();
    known = true;
  });
  return {
    async subscribe(channel, listener) {
      listeners.set(channel, listener);
      await client.subscribe(channel);
    },
    onBack: (listener) => void backs.push(listener),
  };
}
