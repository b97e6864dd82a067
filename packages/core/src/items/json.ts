import type { Json } from '../model/index.ts';

/** @throws TypeError for what JSON cannot say */
export function toJson(value: unknown, what: string): Json {
  return value === undefined ? null : (JSON.parse(toJsonText(value, what)) as Json); // just written as JSON
}

/** @throws TypeError for what JSON cannot say, `undefined` included */
export function toJsonText(value: unknown, what: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new NotJson(what, cause);
  }
  if (text === undefined) throw new NotJson(what);
  return text;
}

class NotJson extends TypeError {
  readonly code = 'NOT_JSON';

  constructor(what: string, cause?: unknown) {
    super(`${what} is to be plain JSON: no function, no bigint, no circle.`, { cause });
  }
}
