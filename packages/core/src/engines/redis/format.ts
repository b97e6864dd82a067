import { MilepostError } from '../../model/index.ts';
import type { RedisLink } from './connection.ts';
import type { Keys } from './keys.ts';

/** How things stand in Redis: another number whenever those with the one before could not read it, or be read. */
const format = '1';

/**
 * Closes the link where it cannot be used.
 * @throws MilepostError `ENGINE_UNAVAILABLE` where those who use it write otherwise than this Milepost
 */
export async function checkFormat(link: RedisLink, keys: Keys): Promise<void> {
  try {
    await link.client.setnx(keys.format, format);
    const found = await link.client.get(keys.format);
    if (found === format) return;
    const message = `What stands under "${keys.root}" in Redis at ${link.address} is of another version of Milepost (format ${found}; this one knows ${format}). Have the same version everywhere, or use another prefix.`;
    throw new MilepostError('ENGINE_UNAVAILABLE', message);
  } catch (thrown) {
    link.close();
    throw thrown;
  }
}
