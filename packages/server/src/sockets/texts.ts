import type { Numbered } from '@milepost/core/model';
import { type Encoder, jsonEncoder } from '@trpc/server/adapters/ws';

/** The same JSON as tRPC's own. */
export interface Texts extends Encoder {
  /** Calls back with the id that a subscription has on the wire, when tRPC sends this event of it. */
  identify(event: object, found: (id: string | number) => void): void;
  /** What tRPC would send of an event of a subscription. */
  textOf(subscription: string | number, event: Numbered<object>): string;
}

/** A message with a tracked event. */
interface Tracked {
  readonly id: string | number;
  readonly result: { readonly id: string; readonly data: { readonly data: object } };
}

/**
 * The text of how far a job is, the most of what is ever sent, is made once for all who watch it. It can be kept as long as the
 * object is: progress is never changed, there is only a newer one.
 */
export function createTexts(): Texts {
  const results = new WeakMap<object, { readonly place: string; readonly text: string }>();
  const awaited = new WeakMap<object, (id: string | number) => void>();

  function resultOf({ id, event }: Numbered<object>): string {
    const progress = progressOf(event);
    const known = progress && results.get(progress);
    if (known?.place === id) return known.text;
    const place = JSON.stringify(id);
    const text = `"result":{"type":"data","id":${place},"data":{"id":${place},"data":${JSON.stringify(event)}}}}`;
    if (progress) results.set(progress, { place: id, text });
    return text;
  }

  function textOf(subscription: string | number, event: Numbered<object>): string {
    const id = typeof subscription === 'number' ? subscription : JSON.stringify(subscription);
    return `{"id":${id},${resultOf(event)}`;
  }

  return {
    encode(message) {
      if (!isTracked(message)) return jsonEncoder.encode(message);
      const { id, result } = message;
      const event = result.data.data;
      awaited.get(event)?.(id);
      return textOf(id, { id: result.id, event });
    },
    decode: jsonEncoder.decode,
    identify: (event, found) => void awaited.set(event, found),
    textOf,
  };
}

function progressOf(event: { readonly type?: string; readonly progress?: object }): object | undefined {
  return event.type === 'progress' ? event.progress : undefined;
}

/** Where the client speaks JSON-RPC there is more in its envelope: that is left to tRPC. */
function isTracked(message: unknown): message is Tracked {
  const { jsonrpc, result } = message as { jsonrpc?: string; result?: { id?: string; data?: { data?: unknown } } }; // whatever it is, it is an object
  return jsonrpc === undefined && typeof result?.id === 'string' && typeof result.data?.data === 'object';
}
