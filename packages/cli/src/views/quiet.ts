import type { Output, View } from '../view.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { describeNext, summarize } from '../words/summary.ts';

/** Nothing at all, but for what went wrong or is left, and that at the end. */
export function quietView(err: Output, { more = '' }: { more?: string } = {}): View {
  return {
    show() {},
    say() {},
    end(job, failed) {
      if (job.state === 'succeeded' || job.state === 'cancelled') return;
      const summary = summarize(job, failed, colours(wantsColour(err.isTTY ?? false)));
      err.write(`${[summary, ...describeNext(job, more)].join('\n')}\n`);
    },
    close() {},
  };
}
