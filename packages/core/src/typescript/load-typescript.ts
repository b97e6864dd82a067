import { register } from 'node:module';

let registered = false;

/**
 * From here on this thread loads modules in TypeScript. Node does that by itself from 22.18 on; for an older one types are taken
 * out by the same parser, in the same way: what would need more than that (an `enum`, a parameter property) is refused.
 */
export function loadTypeScript(): void {
  if (registered || (process.features as { typescript?: unknown }).typescript) return; // the types are those of Node 20
  registered = true;
  // The compiled one: whoever loads hooks on Node 20 loads no TypeScript yet.
  register(new URL('./typescript/hooks.js', import.meta.resolve('@milepost/core')));
}

/** True for the URL of a module that is written in TypeScript. */
export function isTypeScript(url: string): boolean {
  return /\.m?ts$/.test(new URL(url).pathname);
}
