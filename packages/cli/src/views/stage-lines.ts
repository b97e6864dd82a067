import type { Progress, Stage } from '@milepost/core/model';
import type { Colours } from '../words/colours.ts';
import { glyph } from '../words/glyphs.ts';
import { cutText, oneLine, padText, textWidth } from '../words/text-width.ts';

const barWidth = 12;

interface Row {
  readonly stage: Stage;
  readonly depth: number;
}

/** A line for each stage of a job, with its own bar; the stages within one are shown while it is under way. At most `room` lines. */
export function stageLines(
  { stages }: Pick<Progress, 'stages'>,
  { columns, room, colour, unicode }: { columns: number; room: number; colour: Colours; unicode: boolean },
): string[] {
  const rows = rowsOf(stages, 1).slice(0, Math.max(0, room));
  const width = Math.max(0, ...rows.map(({ stage, depth }) => 2 * depth + textWidth(oneLine(stage.name))));
  return rows.map(({ stage, depth }) => {
    const name = padText(`${' '.repeat(2 * depth)}${oneLine(stage.name)}`, width);
    const counts = describeCounts(stage);
    // Where there is little room the bar goes first, then what is counted.
    if (width + 2 + barWidth + 2 + textWidth(counts) <= columns) return `${name}  ${bar(stage, colour, unicode)}  ${counts}`;
    return width + 2 + textWidth(counts) <= columns ? `${name}  ${counts}` : cutText(name, columns);
  });
}

function rowsOf(stages: readonly Stage[], depth: number): Row[] {
  return stages.flatMap((stage) => [{ stage, depth }, ...(isUnderWay(stage) ? rowsOf(stage.stages, depth + 1) : [])]);
}

function isUnderWay({ done, share }: Stage): boolean {
  return share !== 1 && (done > 0 || (share ?? 0) > 0);
}

function bar({ share }: Stage, colour: Colours, unicode: boolean): string {
  const filled = Math.floor((share ?? 0) * barWidth);
  return colour.green(glyph('full', unicode).repeat(filled)) + colour.dim(glyph('empty', unicode).repeat(barWidth - filled));
}

function describeCounts({ done, total, share, stages }: Stage): string {
  if (total !== null) return `${Math.min(done, total)} of ${total}`;
  if (stages.length > 0) return share === null ? '' : `${Math.floor(share * 100)}%`;
  return done === 0 ? '' : String(done);
}
