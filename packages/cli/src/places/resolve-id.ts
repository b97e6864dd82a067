import { WrongUse } from '../exit-code.ts';
import type { Readings } from '../place.ts';

/** The id that begins as was written, where only one does. One that is unknown is left for the place to refuse. */
export async function resolveId(place: Readings, written: string): Promise<string> {
  const { jobs } = await place.list({ text: written, limit: 500 });
  const ids = jobs.map(({ id }) => id).filter((id) => id.startsWith(written));
  if (ids.includes(written)) return written;
  if (ids.length > 1)
    throw new WrongUse(`${ids.length} jobs have an id that begins with "${written}": ${ids.slice(0, 5).join(', ')}.`);
  return ids[0] ?? written;
}
