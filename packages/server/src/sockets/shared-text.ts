import { type Encoder, jsonEncoder } from '@trpc/server/adapters/ws';

/** A message with a tracked event that says how far something is. */
interface Progressing {
  readonly id: number | string;
  readonly result: {
    readonly id: string;
    readonly data: { readonly data: { readonly type: 'progress'; readonly progress: object } };
  };
}

/**
 * The same JSON as tRPC's own, but the text of how far a job is, the most of what is ever sent, is made once for all who watch it.
 * It can be kept as long as the object is: progress is never changed, there is only a newer one.
 */
export function createEncoder(): Encoder {
  const texts = new WeakMap<object, string>();

  function textOf(progress: object): string {
    const known = texts.get(progress);
    if (known !== undefined) return known;
    const text = JSON.stringify(progress);
    texts.set(progress, text);
    return text;
  }

  return {
    encode(message) {
      if (!isProgressing(message)) return jsonEncoder.encode(message);
      const { id, result } = message;
      const place = JSON.stringify(result.id);
      const event = `{"type":"progress","progress":${textOf(result.data.data.progress)}}`;
      return `{"id":${JSON.stringify(id)},"result":{"type":"data","id":${place},"data":{"id":${place},"data":${event}}}}`;
    },
    decode: jsonEncoder.decode,
  };
}

function isProgressing(message: unknown): message is Progressing {
  const { result } = message as { result?: { id?: string; data?: { data?: { type?: string } } } }; // whatever it is, it is an object
  return result?.id !== undefined && result.data?.data?.type === 'progress';
}
