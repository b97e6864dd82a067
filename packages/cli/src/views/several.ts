import type { Job } from '@milepost/core/model';
import { oneLine } from '../words/text-width.ts';

/** Names a job among others: its title, and as much of its id as tells it apart. */
export function nameShortly({ id, title }: Pick<Job, 'id' | 'title'>): string {
  return `${oneLine(title)} ${id.slice(0, 4)}`;
}
