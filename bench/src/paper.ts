import { readFileSync, writeFileSync } from 'node:fs';
import type { Answer } from './ask.ts';
import { formatPaper } from './table.ts';

/** A line of `--json`. */
interface Line extends Answer {
  readonly question: string;
  readonly machine: string;
}

/**
 * Writes the tables of a run into a paper, each between `<!-- bench: its question -->` and `<!-- end of its question -->`. Of
 * questions that the run did not ask, the paper keeps what it had. Gives the questions that were written.
 * @throws Error for an answer that the paper has no place for
 */
export function writePaper(paper: string, run: string): string[] {
  const lines = readFileSync(run, 'utf8').split('\n').filter(Boolean);
  const answers = lines.map((line) => JSON.parse(line) as Line); // as `--json` prints them
  let text = readFileSync(paper, 'utf8');
  for (const answer of answers) {
    const [begin, end] = [`<!-- bench: ${answer.question} -->\n`, `\n<!-- end of ${answer.question} -->`];
    const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
    if (from < begin.length || to < 0) throw new Error(`${paper} has no place for the answer to "${answer.question}".`);
    text = `${text.slice(0, from)}${formatPaper(answer)}\n\n${answer.machine}.${text.slice(to)}`;
  }
  writeFileSync(paper, text);
  return answers.map(({ question }) => question);
}
