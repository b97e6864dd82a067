import type { ErrorInfo } from '../model/index.ts';

const longest = 8_192;

/** Whatever was thrown, as a code and a sentence. */
export function describeThrown(thrown: unknown): ErrorInfo {
  if (!(thrown instanceof Error)) return { code: 'THROWN', message: cut(`It threw ${show(thrown)}`) };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'FAILED';
  return { code, message: cut(thrown.message === '' ? thrown.name : thrown.message) };
}

/** Cuts text that nobody would read to its end. */
export function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

function show(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? `"${thrown}".` : `${JSON.stringify(thrown) ?? String(thrown)}.`;
  } catch {
    return 'something that cannot be shown.';
  }
}
