import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { WrongUse } from '../exit-code.ts';

export interface Roots {
  /** The folders that tasks may work in. */
  readonly folders: readonly string[];
  /** True when nobody named one and there are sample photos instead. */
  readonly areSamples: boolean;
}

/** The folders that were named, or else one with sample photos, which is made the first time and stays as it is after. */
export async function chooseRoots(named: readonly string[], data: string): Promise<Roots> {
  if (named.length === 0) return { folders: [await samplePhotos(data)], areSamples: true };
  const folders = named.map((folder) => resolve(folder));
  for (const folder of folders) {
    const found = await stat(folder).catch(() => null);
    if (found === null) throw new WrongUse(`There is no folder "${folder}".`);
    if (!found.isDirectory()) throw new WrongUse(`"${folder}" is not a folder.`);
  }
  return { folders, areSamples: false };
}

async function samplePhotos(data: string): Promise<string> {
  const folder = join(data, 'samples', 'photos');
  if ((await stat(folder).catch(() => null)) !== null) return folder;
  const { writeSamplePhotos } = await import('@milepost/photos/samples');
  // Under another name until all are there: half a folder would be taken for a whole one the next time.
  const draft = `${folder}.${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  await writeSamplePhotos(draft);
  await rename(draft, folder).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    // Somebody else has made it meanwhile.
    if ((await stat(folder).catch(() => null)) === null) throw error;
  });
  return folder;
}
