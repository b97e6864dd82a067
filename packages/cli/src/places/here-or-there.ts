import type { TaskList } from '@milepost/core';
import { MilepostError } from '@milepost/core/model';
import type { DataOption, OutputOptions } from '../options.ts';
import type { Place } from '../place.ts';
import { dataFolder } from './data-folder.ts';
import { openHere } from './here.ts';
import { openServerPlace } from './server.ts';
import { findServerNote } from './server-note.ts';

/** This process; or the server that has the data folder open already, for one job has one keeper. */
export async function openHereOrThere(tasks: readonly TaskList[], options: DataOption & OutputOptions): Promise<Place> {
  const data = dataFolder(options.data);
  try {
    return await openHere({ tasks, data });
  } catch (error) {
    const note = error instanceof MilepostError && error.reason === 'DATA_IN_USE' ? await findServerNote(data) : null;
    if (note === null) throw error;
    if (!options.quiet) process.stderr.write(`A server has the data folder open: the job is done there, at ${note.url}\n`);
    return openServerPlace(note.url, note.token);
  }
}
