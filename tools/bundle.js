// @ts-check
// `node tools/bundle.js [package …]`: puts what each package runs into few files. Node takes a millisecond or two for every module
// that it loads, and a process or a thread that is to begin at once has no hundred of them to spare. The compiler has checked all of
// it and written its types; here they are only taken out.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');

/** What is loaded from elsewhere than through a front door: threads, processes, what tests have them do. */
const loadedByPath = {
  core: [
    'run/thread',
    'stores/sqlite/thread',
    'typescript/hooks',
    'testing/tasks',
    'testing/chaos',
    'testing/chaos-process',
    'testing/worker-process',
  ],
  client: [],
  server: [],
  photos: ['thumbnails/maker-process', 'testing/killed-process', 'testing/step-thread'],
  cli: [],
};

/** Taken in, but for what of it nobody uses. It is loaded by every process and thread, and has a hundred modules, half of them languages. */
const takenIn = 'zod';

const wanted = process.argv.slice(2);
for (const [name, paths] of Object.entries(loadedByPath)) {
  if (wanted.length === 0 || wanted.includes(name)) await bundle(join(root, 'packages', name), paths);
}

/**
 * Each front door and each of the paths becomes a file of its own; what several of them load, they share.
 * @param {string} folder
 * @param {string[]} paths
 */
async function bundle(folder, paths) {
  const { exports, bin = {}, dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const doors = [...filesIn(exports), ...filesIn(bin)].flatMap((file) => /^\.\/dist\/(.*)\.js$/.exec(file)?.[1] ?? []);
  const input = Object.fromEntries([...doors, ...paths].map((path) => [path, join(folder, 'src', `${path}.ts`)]));
  const outputs = new Map(Object.entries(input).map(([path, source]) => [source, join(folder, 'dist', `${path}.js`)]));
  const bundled = await rolldown({
    cwd: folder,
    input,
    platform: 'neutral',
    plugins: [{ name: 'doors', resolveId: (id, importer) => resolveDoor(outputs, id, importer) }],
  });
  await bundled.write({
    dir: join(folder, 'dist'),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name].js',
  });
  await bundled.close();
  if (takenIn in dependencies) {
    mkdirSync(join(folder, 'dist/shared'), { recursive: true });
    copyFileSync(join(folder, 'node_modules', takenIn, 'LICENSE'), join(folder, 'dist/shared', `${takenIn}.LICENSE`));
  }
}

/**
 * Other packages are found when they are needed, and so is a file that has a name of its own: it is one and the same for all who
 * load it.
 * @param {Map<string, string>} outputs
 * @param {string} id
 * @param {string | undefined} importer
 */
function resolveDoor(outputs, id, importer) {
  if (importer === undefined || id === takenIn) return null;
  if (!id.startsWith('.')) return { id, external: true };
  const output = outputs.get(join(dirname(importer), id));
  return output === undefined ? null : { id: output, external: /** @type {const} */ ('relative') };
}

/**
 * @param {unknown} exports
 * @returns {string[]}
 */
function filesIn(exports) {
  if (typeof exports === 'string') return [exports];
  return Object.values(/** @type {object} */ (exports)).flatMap(filesIn);
}
