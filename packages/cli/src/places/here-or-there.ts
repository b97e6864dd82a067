import type { TaskList } from '@milepost/core';
import { MilepostError } from '@milepost/core/model';
import type { DataOption, OutputOptions, ServerOptions, TasksOption } from '../options.ts';
import type { Place, Readings } from '../place.ts';
import { dataFolder } from './data-folder.ts';
import { findServer } from './find-server.ts';
import { openHere } from './here.ts';
import { openRemembered } from './remembered.ts';
import { openServerPlace } from './server.ts';
import { findServerNote } from './server-note.ts';
import { loadTasks } from './task-modules.ts';

/** This process; or the server that has the data folder open already, for one job has one keeper. */
export async function openHereOrThere(
  tasks: readonly TaskList[],
  options: DataOption & OutputOptions & { readonly roots?: readonly string[] | undefined },
): Promise<Place> {
  const data = dataFolder(options.data);
  try {
    return await openHere({ tasks, data, roots: options.roots });
  } catch (error) {
    const note = error instanceof MilepostError && error.reason === 'DATA_IN_USE' ? await findServerNote(data) : null;
    if (note === null) throw error;
    if (!options.quiet) process.stderr.write(`A server has the data folder open: the job is done there, at ${note.url}\n`);
    return openServerPlace(note.url, note.token);
  }
}

/** For what changes a job: the server that is meant; without one the data folder, which this process opens. */
export async function openToAct(options: ServerOptions & TasksOption & OutputOptions): Promise<Place> {
  return (await findServer(options)) ?? openHereOrThere(await loadTasks(options.tasks), options);
}

/** For what only tells: the server that is meant; without one what is remembered in the data folder. */
export async function openToRead(options: ServerOptions): Promise<Readings> {
  return (await findServer(options)) ?? openRemembered(dataFolder(options.data));
}
