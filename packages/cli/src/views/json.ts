import type { Output, View } from '../view.ts';

/** One event a line, for programs. */
export function jsonView(out: Output): View {
  return {
    show: (event) => void out.write(`${JSON.stringify(event)}\n`),
    say() {},
    end() {},
    close() {},
  };
}
