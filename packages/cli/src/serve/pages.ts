import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The built pages, or null where they have not been built. */
export function pagesFolder(): string | null {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@milepost/web/package.json')), 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : null;
}
