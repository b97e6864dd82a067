import { type Colours, colours, type Paint } from './colours.ts';
import { cutText, oneLine, padText, textWidth } from './text-width.ts';

export interface Column<Row> {
  readonly title: string;
  /** True when it may be left out where there is no room for it. */
  readonly optional?: boolean;
  text(row: Row): string;
  paint?(row: Row): Paint;
}

/**
 * Rows under titles. Where `columns` is given the optional ones go, last first, and then the widest are cut until all fit; into a pipe
 * nothing is cut, so that other programs get all of it, and one long text does not push apart all other rows. A column without any text
 * is left out.
 */
export function table<Row>(
  rows: readonly Row[],
  allColumns: readonly Column<Row>[],
  { columns, colour = colours(false) }: { columns?: number | undefined; colour?: Colours } = {},
): string {
  let shown = allColumns
    .map((column) => ({ column, cells: rows.map((row) => oneLine(column.text(row))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const widthOf = ({ column, cells }: (typeof shown)[number]) => Math.max(textWidth(column.title), ...cells.map(textWidth));
  const lastOptional = () => shown.findLast(({ column }) => column.optional);
  const excess = () => sum(shown.map(widthOf)) + gap.length * (shown.length - 1) - (columns ?? Infinity);
  for (let last = lastOptional(); excess() > 0 && last !== undefined; last = lastOptional()) {
    shown = shown.filter((one) => one !== last);
  }
  const widths = shown.map(widthOf);
  if (columns !== undefined) fit(widths, columns - gap.length * (widths.length - 1));

  const line = (cells: readonly string[], paint: (text: string, index: number) => string) =>
    cells
      .map((cell, index) => {
        const text = cutText(cell, widths[index] ?? 0);
        const room = Math.min(widths[index] ?? 0, columns ?? widest);
        return paint(index === cells.length - 1 ? text : padText(text, room), index);
      })
      .join(gap)
      .trimEnd();
  return [
    line(
      shown.map(({ column }) => column.title),
      (text) => colour.bold(text),
    ),
    ...rows.map((row, number) =>
      line(
        shown.map(({ cells }) => cells[number] ?? ''),
        (text, index) => shown[index]?.column.paint?.(row)(text) ?? text,
      ),
    ),
  ].join('\n');
}

const gap = '  ';
/** How far the next column is pushed away into a pipe. */
const widest = 60;

/** Takes from the widest until all fit, or until nothing is left to take. */
function fit(widths: number[], columns: number): void {
  let excess = sum(widths) - columns;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= 4) return;
    const next = Math.max(4, ...widths.filter((width) => width < widest));
    const index = widths.indexOf(widest);
    const cut = Math.min(excess, Math.max(1, widest - next));
    widths[index] = widest - cut;
    excess -= cut;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
