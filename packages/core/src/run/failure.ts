import type { ErrorInfo } from '../model/index.ts';

const longest = 8_192;
const longestCode = 100;
/** So many causes are told of; a circle ends there too. */
const mostCauses = 3;

/** Whatever was thrown, as a code and a sentence. It is not to be trusted: each look at it may throw. */
export function describeThrown(thrown: unknown): ErrorInfo {
  const error = look(() => thrown instanceof Error) ? (thrown as Error) : null; // just seen
  if (error === null) return { code: 'THROWN', message: cut(`It threw ${show(thrown)}`) };
  const code = look(() => (error as { code?: unknown }).code); // many errors have one
  const message = [error, ...causesOf(error)]
    .map(messageOf)
    .filter((part, index, all) => !all.slice(0, index).some(includes(part)));
  return {
    code: typeof code === 'string' && code !== '' ? code.slice(0, longestCode) : 'FAILED',
    message: cut(message.map((part, index) => (index < message.length - 1 ? part.replace(/\.$/, '') : part)).join(': ')),
  };
}

/** Cuts text that nobody would read to its end. */
export function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

/** Why it failed in the end is often told by the cause alone: `fetch failed` by `connect ECONNREFUSED`. */
function causesOf(error: Error): readonly Error[] {
  const causes: Error[] = [];
  for (let cause = look(() => error.cause); causes.length < mostCauses && look(() => cause instanceof Error); ) {
    const found = cause as Error; // just seen
    causes.push(found);
    cause = look(() => found.cause);
  }
  return causes;
}

function messageOf(error: Error): string {
  const [message, name] = [look(() => error.message), look(() => error.name)];
  if (typeof message === 'string' && message !== '') return message;
  return typeof name === 'string' && name !== '' ? name : 'An error without a message.';
}

function includes(part: string): (text: string) => boolean {
  return (text) => text.includes(part);
}

function show(thrown: unknown): string {
  const text = look(() => (typeof thrown === 'string' ? `"${thrown}"` : (JSON.stringify(thrown) ?? String(thrown))));
  return typeof text === 'string' ? `${text}.` : 'something that cannot be shown.';
}

function look<Found>(at: () => Found): Found | undefined {
  try {
    return at();
  } catch {
    return undefined;
  }
}
