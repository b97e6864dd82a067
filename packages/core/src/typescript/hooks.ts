import { readFile } from 'node:fs/promises';
import type { LoadHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/wasm-typescript';
import { isTypeScript } from './load-typescript.ts';

/** Node calls it, in a thread of its own, for every module that is imported. */
export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith('file:') || !isTypeScript(url)) return next(url, context);
  const file = fileURLToPath(url);
  const source = withoutTypes(await readFile(file, 'utf8'), file);
  return { format: 'module', source, shortCircuit: true };
};

/** Every type becomes blank, so lines and columns stay where they are. */
function withoutTypes(source: string, file: string): string {
  try {
    return transformSync(source, { mode: 'strip-only', module: true, filename: file }).code;
  } catch (thrown) {
    const { message, startLine } = thrown as { message: string; startLine?: number }; // what the parser throws is no Error
    throw new SyntaxError(`${file}:${startLine ?? 1}: ${message}`, { cause: thrown });
  }
}
