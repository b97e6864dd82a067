import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskList } from '@milepost/core';
import type { TaskInfo } from '@milepost/core/model';

/**
 * What there is to tell of tasks, without touching the user's data folder: that may be in use, and opening it would take up the
 * jobs that wait in it.
 */
export async function describeTasks(tasks: readonly TaskList[]): Promise<readonly TaskInfo[]> {
  const { openMilepost } = await import('@milepost/core');
  const data = await mkdtemp(join(tmpdir(), 'milepost-'));
  try {
    const milepost = await openMilepost({ tasks, data });
    await milepost.close();
    return milepost.tasks;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
