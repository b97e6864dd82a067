import type { Answer, Figure } from './ask.ts';

/** The answer as lines for a person. */
export function formatAnswer({ title, unit, better, races }: Answer): string {
  const rounds = races[0]?.figures[0]?.runs.length ?? 0;
  const runs = rounds === 1 ? 'one run' : `the median of ${rounds} runs, with the lowest and the highest`;
  const head = `${title} (${unit}, ${better} is better; ${runs})`;
  const rows = races.flatMap(({ figures }) => figures.map(toRow));
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = races.flatMap(({ title, notes, figures }) => [
    '',
    title,
    ...figures.map((figure) => `  ${align(toRow(figure), widths)}`),
    ...notes.map((note) => `  ${note}`),
  ]);
  return [head, ...lines].join('\n');
}

function toRow({ name, median, lowest, highest, ratio, wanted }: Figure): string[] {
  const compared = ratio === null ? '' : `ours is ${format(ratio)} ×`;
  const verdict = ratio === null || wanted === null ? '' : `wanted ${format(wanted)} ×: ${ratio >= wanted ? 'yes' : 'NO'}`;
  return [name, format(median), `${format(lowest)} – ${format(highest)}`, compared, verdict];
}

function align(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  return cells.join('  ').trimEnd();
}

/** Three digits that count: `0.0123`, `1.23`, `46.1`, `12,345`. */
export function format(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', {
    minimumFractionDigits: Math.min(6, decimals),
    maximumFractionDigits: Math.min(6, decimals),
  });
}
