import { NoServer, WrongUse } from '../exit-code.ts';
import type { ServerOptions } from '../options.ts';
import type { Place } from '../place.ts';
import { dataFolder } from './data-folder.ts';
import { openServerPlace } from './server.ts';
import { findServerNote } from './server-note.ts';

/** The server that was named, or else the one that has this user's data folder open; null where none runs. */
export async function findServer(options: ServerOptions): Promise<Place | null> {
  if (options.server) return openServerPlace(checkAddress(options.server), options.token);
  const note = await findServerNote(dataFolder(options.data));
  return note === null ? null : openServerPlace(note.url, options.token ?? note.token);
}

/** @throws NoServer where none was named and none is found. */
export async function needServer(options: ServerOptions): Promise<Place> {
  const place = await findServer(options);
  if (place === null) throw new NoServer(dataFolder(options.data));
  return place;
}

function checkAddress(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new WrongUse(`Expected the address of a server, such as http://localhost:4400; got "${url}".`);
  }
  return url;
}
