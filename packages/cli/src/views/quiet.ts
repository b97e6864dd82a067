import type { Output, View } from '../view.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { summarize } from '../words/summary.ts';

/** Nothing at all, but for what went wrong, and that at the end. */
export function quietView(err: Output): View {
  return {
    show() {},
    say() {},
    end(job, failed) {
      if (job.state === 'succeeded' || job.state === 'cancelled') return;
      err.write(`${summarize(job, failed, colours(wantsColour(err.isTTY ?? false)))}\n`);
    },
    close() {},
  };
}
