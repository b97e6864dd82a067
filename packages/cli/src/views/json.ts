import { isEnded } from '@milepost/core/model';
import type { Output, View } from '../view.ts';
import { describeNext } from '../words/summary.ts';

/** One event a line, for programs: what a watcher of the job is told, and the id of the job. docs/command-line.md says it exactly. */
export function jsonView(out: Output, err: Pick<Output, 'write'>, { more = '' }: { more?: string } = {}): View {
  return {
    show: (id, event) => void out.write(`${JSON.stringify({ id, ...event })}\n`),
    say() {},
    end(job) {
      // A job that has ended was told of as an event; of one that is held it is to be known how it goes on.
      if (!isEnded(job.state)) for (const line of describeNext(job, more)) err.write(`${line.trim()}\n`);
    },
    close() {},
  };
}
