import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(root, '../../node_modules/@typescript/native/bin/tsc');
/** Inside this package, so that what is compiled there finds it by its name. */
const workshop = join(root, '.workshop');

beforeAll(() => mkdirSync(workshop, { recursive: true }));
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

test('who compiles against it needs nothing of tRPC, zod or the server', () => {
  const seen = new Map<string, string[]>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    const text = readFileSync(file, 'utf8');
    // Not in comments, which show how it is used.
    const pattern = /^(?:import|export)\b[^'"]*from ['"]([^'"]+)|^[^*]*\bimport\(['"]([^'"]+)/gm;
    const imports = [...text.matchAll(pattern)].map(([, from, inline]) => from ?? inline ?? '');
    seen.set(file, imports);
    for (const name of imports) {
      if (name.startsWith('.')) visit(resolve(dirname(file), name.replace(/\.[jt]s$/, '.d.ts')));
      if (name.startsWith('@milepost/')) visit(fileURLToPath(import.meta.resolve(name)).replace(/\.js$/, '.d.ts'));
    }
  };
  visit(join(root, 'dist/index.d.ts'));
  const outside = [...new Set([...seen.values()].flat().filter((name) => !name.startsWith('.')))];
  expect(outside).toEqual(['@milepost/core/model']);
  expect(seen.size).toBeGreaterThan(8);
});

test('in a browser it is less than 25 kB, compressed, and brings nothing of Node', async () => {
  const entry = join(workshop, 'entry.js');
  writeFileSync(entry, "import { createClient } from '@milepost/client';\nglobalThis.client = createClient();\n");
  const bundle = await build({
    root: workshop,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: true, rollupOptions: { input: entry } },
  });
  const { output } = (Array.isArray(bundle) ? bundle[0] : bundle) as Rollup.RollupOutput; // not watched, so there is an output
  const code = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n');
  expect(code).toContain('WebSocket');
  expect(code).not.toMatch(/node:|require\(|browser-external/);
  expect(gzipSync(code).length).toBeLessThan(25_000);
});

test('a program that uses 200 tasks is checked within two seconds', { timeout: 60_000 }, () => {
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  writeFileSync(
    join(workshop, 'tasks.ts'),
    [
      `import { defineTask, defineTasks, folderPath } from '@milepost/core';\nimport { z } from 'zod';`,
      ...numbers.map(
        (n) => `const task${n} = defineTask({
          title: 'One of many',
          input: z.object({ folder: folderPath(), count${n}: z.number().int().default(3), style: z.enum(['a', 'b']),
            frame: z.object({ width: z.number(), names: z.array(z.string()) }).optional() }),
          output: z.object({ result${n}: z.number() }),
          run: () => ({ result${n}: ${n} }),
        });`,
      ),
      `export default defineTasks(import.meta.url, { ${numbers.map((n) => `'many.task${n}': task${n}`).join(', ')} });`,
    ].join('\n'),
  );
  writeFileSync(
    join(workshop, 'program.ts'),
    [
      `import { createClient } from '@milepost/client';\nimport type tasks from './tasks.js';\nconst client = createClient<typeof tasks>();`,
      ...numbers.map(
        (
          n,
        ) => `const job${n} = await client.start('many.task${n}', { folder: 'x', count${n}: 3, style: 'a', frame: { width: 1, names: [] } });
        export const result${n}: number = (await job${n}.result()).result${n};`,
      ),
      `// @ts-expect-error the style of another\nclient.start('many.task7', { folder: 'x', style: 'c' });`,
    ].join('\n'),
  );
  const options = { target: 'es2023', module: 'nodenext', strict: true, skipLibCheck: true, types: ['node'] };
  const compile = (files: readonly string[], more: object) => {
    writeFileSync(join(workshop, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, ...more }, files }));
    // Of a machine on which others work too only the time that this took of it says anything.
    const measured = spawnSync('bash', ['-c', 'TIMEFORMAT=%U; time "$@"', 'bash', process.execPath, compiler, '-p', workshop], {
      encoding: 'utf8',
      env: { ...process.env, GOMAXPROCS: '2' },
    });
    expect(measured.stdout).toBe('');
    return Number(measured.stderr.trim());
  };
  compile(['tasks.ts'], { declaration: true, emitDeclarationOnly: true });
  rmSync(join(workshop, 'tasks.ts'));
  const seconds = compile(['program.ts'], { noEmit: true });
  expect(seconds).toBeGreaterThan(0.05);
  expect(seconds).toBeLessThan(2);
});
