import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { fileFormat, folderFormat } from '../define/paths.ts';
import { type Json, type JsonSchema, MilepostError } from '../model/index.ts';

export interface FoundPath {
  /** Where in the input it stands. */
  readonly at: readonly (string | number)[];
  readonly kind: 'folder' | 'file';
  readonly path: string;
}

/** The strings of an input that its schema marks as paths. */
export function pathsOf(schema: JsonSchema, value: Json, at: readonly (string | number)[] = []): FoundPath[] {
  const found: FoundPath[] = [];
  if (typeof value === 'string') {
    if (schema.format === folderFormat) found.push({ at, kind: 'folder', path: value });
    if (schema.format === fileFormat) found.push({ at, kind: 'file', path: value });
  }
  for (const [name, below] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)) {
    // as JSON Schema says
    const inner = (value as Record<string, Json>)?.[name]; // undefined for a value that is no object
    if (inner !== undefined) found.push(...pathsOf(below, inner, [...at, name]));
  }
  if (Array.isArray(value) && schema.items) {
    for (const [index, inner] of value.entries())
      found.push(...pathsOf(schema.items as JsonSchema, inner as Json, [...at, index])); // as JSON Schema says
  }
  for (const choice of (schema.anyOf ?? schema.oneOf ?? []) as JsonSchema[]) found.push(...pathsOf(choice, value, at)); // as JSON Schema says
  return found;
}

/**
 * By real path, so that neither `..` nor a link leads out of the roots; `null` roots allow any. Gives the real path.
 * @throws MilepostError `PATH_NOT_ALLOWED`, `PATH_NOT_FOUND`
 */
export async function checkPath({ at, kind, path }: FoundPath, roots: readonly string[] | null): Promise<string> {
  const refuse = (reason: 'PATH_NOT_ALLOWED' | 'PATH_NOT_FOUND', message: string, cause?: unknown) =>
    new MilepostError(reason, message, { cause, issues: [{ path: at, message }] });
  if (path.includes('\0')) throw refuse('PATH_NOT_ALLOWED', 'A path has no NUL character.');
  if (!isAbsolute(path)) throw refuse('PATH_NOT_ALLOWED', `Expected a whole path, from ${sep} on; got "${path}".`);
  // Before the disk is asked: what lies outside is not told apart from what does not exist.
  const allowed =
    roots === null ? null : [...roots, ...(await Promise.all(roots.map((root) => realpath(root).catch(() => root))))];
  const outside = () => refuse('PATH_NOT_ALLOWED', `"${path}" is not in a folder that this server may work in.`);
  if (!isInside(resolve(path), allowed)) throw outside();
  let real: string;
  let found: Stats;
  try {
    real = await realpath(path);
    if (!isInside(real, allowed)) throw outside();
    found = await stat(real);
  } catch (cause) {
    if (cause instanceof MilepostError) throw cause;
    if (!isInside(await realFolderAbove(path), allowed)) throw outside();
    throw refuse('PATH_NOT_FOUND', `There is no ${kind} "${path}".`, cause);
  }
  if (kind === 'folder' && !found.isDirectory()) throw refuse('PATH_NOT_FOUND', `"${path}" is not a folder.`);
  if (kind === 'file' && !found.isFile()) throw refuse('PATH_NOT_FOUND', `"${path}" is not a file.`);
  return real;
}

/** Real paths are compared; `null` roots hold everything. */
export function isInside(path: string, roots: readonly string[] | null): boolean {
  if (roots === null) return true;
  return roots.some((root) => {
    const below = relative(resolve(root), path);
    return below === '' || (below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below));
  });
}

/** The nearest folder above that is there, by its real path: a link may lead out although nothing is at its end. */
async function realFolderAbove(path: string): Promise<string> {
  const above = dirname(path);
  return above === path ? path : realpath(above).catch(() => realFolderAbove(above));
}
