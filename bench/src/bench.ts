import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ask } from './ask.ts';
import { writePaper } from './paper.ts';
import type { Question } from './question.ts';
import { formatAnswer } from './table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    folder: { type: 'string', default: tmpdir() },
    write: { type: 'string' },
  },
});

const known = readdirSync(fileURLToPath(new URL('questions', import.meta.url)))
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.slice(0, -'.js'.length));
const unknown = positionals.filter((name) => !known.includes(name));
const rounds = Number(values.rounds || (values.quick ? 1 : 5));

if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(
    unknown.length > 0
      ? `Expected one of ${known.join(', ')}, and got ${unknown.join(', ')}.`
      : `Expected a number of rounds, and got "${values.rounds}".`,
  );
  process.exitCode = 2;
} else if (values.write !== undefined) {
  const paper = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
  console.log(`docs/performance.md has new tables of ${writePaper(paper, values.write).join(', ')}.`);
} else {
  if (!values.json) console.log(describeMachine());
  for (const name of positionals.length > 0 ? positionals : known) await answer(name);
}

/** Asks one question, in a folder of its own. As JSON it is one line, with the machine that it was measured on. */
async function answer(name: string): Promise<void> {
  const { default: question } = (await import(`./questions/${name}.js`)) as { default: Question }; // what a question's file exports
  const folder = mkdtempSync(join(values.folder, 'milepost-bench-'));
  try {
    const tell = (race: string) => void (process.stderr.isTTY && console.error(`measured: ${race}`));
    const found = await ask(question, { quick: values.quick, folder }, { rounds, only: values.only, tell });
    console.log(
      values.json ? JSON.stringify({ question: name, machine: describeMachine(), ...found }) : `\n${formatAnswer(found)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describeMachine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${memory} GB; ${process.platform} ${process.arch}, Node ${process.version}`;
}
