import type { Report } from '../../engine.ts';

/** What the script that takes a report needs to know of it. */
export function describeForScript(report: Report): string {
  if (report.type === 'planned') return `${report.block.first} ${report.block.count} ${JSON.stringify(report.block)}`;
  if (report.type === 'checkpoint') return JSON.stringify(report.value);
  if (report.type !== 'outcomes') return '';
  const counts = { done: 0, skipped: 0, failed: 0 };
  for (const { done, skipped, failed } of report.segments) {
    counts.done += done;
    counts.skipped += skipped;
    counts.failed += failed;
  }
  const runs = report.segments.map(({ first, count }) => `${first}+${count}`).join();
  return `done=${counts.done},skipped=${counts.skipped},failed=${counts.failed} ${runs}`;
}
