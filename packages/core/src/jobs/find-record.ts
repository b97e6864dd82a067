import { MilepostError } from '../model/index.ts';
import type { Parts } from '../parts.ts';
import type { JobRecord } from '../store.ts';

/** A job as it may be shown. @throws MilepostError `JOB_NOT_FOUND` */
export async function findRecord({ recorder, store }: Pick<Parts, 'recorder' | 'store'>, id: string): Promise<JobRecord> {
  const record = recorder.live(id)?.shown ?? (await store.job(id));
  if (record === null) throw new MilepostError('JOB_NOT_FOUND', `There is no job "${id}".`);
  return record;
}
