import type { Answer, Figure, RaceAnswer } from './ask.ts';

/** The answer as lines for a person. */
export function formatAnswer(answer: Answer): string {
  const { title, unit, better, races } = answer;
  const head = `${title} (${unit}, ${better} is better; ${describeRuns(answer)})`;
  const rows = races.flatMap((race) => race.figures.map((figure) => toRow(figure, race, better)));
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = races.flatMap((race) => [
    '',
    race.unit === null ? race.title : `${race.title} (${race.unit})`,
    ...race.figures.map((figure) => `  ${align(toRow(figure, race, better), widths)}`),
    ...race.notes.map((note) => `  ${note}`),
  ]);
  return [head, ...lines].join('\n');
}

/** The answer as Markdown, for docs/performance.md. */
export function formatPaper(answer: Answer): string {
  const { title, unit, better, races } = answer;
  const lines = races.flatMap((race) => [
    '',
    `| ${escapeCell(race.title)} | ${race.unit ?? unit} | lowest – highest | compared | asked for |`,
    '|---|--:|--:|--:|---|',
    ...race.figures.map((figure) => `| ${toRow(figure, race, better).map(escapeCell).join(' | ')} |`),
    ...race.notes.map((note) => `\n${note}`),
  ]);
  return [`**${title}** ${better === 'more' ? 'More' : 'Less'} is better; ${describeRuns(answer)}.`, ...lines].join('\n');
}

function describeRuns({ races }: Answer): string {
  const rounds = races[0]?.figures[0]?.runs.length ?? 0;
  return rounds === 1 ? 'one run' : `the median of ${rounds} runs, with the lowest and the highest`;
}

function toRow(figure: Figure, { grows }: RaceAnswer, better: Answer['better']): string[] {
  const { name, median, lowest, highest, ratio } = figure;
  const compared = ratio === null ? '' : grows ? `${format(ratio)} × the first` : `ours is ${format(ratio)} ×`;
  return [name, format(median), `${format(lowest)} – ${format(highest)}`, compared, judge(figure, better)];
}

function judge({ median, ratio, wanted, reach }: Figure, better: Answer['better']): string {
  const verdicts: string[] = [];
  if (reach !== null) {
    const reached = better === 'more' ? median >= reach : median <= reach;
    verdicts.push(`at ${better === 'more' ? 'least' : 'most'} ${format(reach)}: ${reached ? 'yes' : 'NO'}`);
  }
  if (ratio !== null && wanted !== null) verdicts.push(`wanted ${format(wanted)} ×: ${ratio >= wanted ? 'yes' : 'NO'}`);
  return verdicts.join(', ');
}

function escapeCell(text: string): string {
  return text.replace(/[|<]/g, '\\$&');
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
