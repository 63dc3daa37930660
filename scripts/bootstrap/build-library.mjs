import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { BootstrapError, CACHE, envWith, filesBelow, hashOf, readStamp, ROOT, run, step, writeStamp } from './tools.mjs';

const SOURCE = join(ROOT, 'src');
const LIBRARY = join(ROOT, 'lib');
const COMPILER = join(ROOT, 'node_modules', 'tsc7');
/** Built by others into the same folder. */
const KEPT = ['wheels'];

/** Compiles `src/` into `lib/` if a source has changed: beside, and then exchanged, so that `lib/` is never half. */
export async function buildLibrary(node) {
  const settings = ['tsconfig.json', 'tsconfig.build.json'].map((name) => join(ROOT, name));
  const hash = hashOf([...filesBelow(SOURCE), ...settings, join(COMPILER, 'package.json')]);
  if (readStamp('library') === hash && existsSync(join(LIBRARY, 'index.js'))) return;
  const building = join(CACHE, `library-${process.pid}`);
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  try {
    const args = [join(COMPILER, 'bin', 'tsc'), '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', building];
    const { code, output } = await step('Compiling src', () => run(node, args, { env: envWith(node) }));
    if (code !== 0) throw new BootstrapError(`src does not compile\n${output.trimEnd()}`);
    for (const file of filesBelow(SOURCE, (path) => !path.endsWith('.ts'))) {
      const target = join(building, relative(SOURCE, file));
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(file, target);
    }
    exchange(building);
    // `projen new --from lakewright` reads the options of a project from it.
    const manifest = await run(node, [join(ROOT, 'scripts', 'jsii.ts')], { env: envWith(node) });
    if (manifest.code !== 0) throw new BootstrapError(`.jsii cannot be made\n${manifest.output.trimEnd()}`);
    writeStamp('library', hash);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

function exchange(building) {
  const old = join(CACHE, `library-old-${process.pid}`);
  if (existsSync(LIBRARY)) renameSync(LIBRARY, old);
  renameSync(building, LIBRARY);
  if (!existsSync(old)) return;
  for (const name of readdirSync(old).filter((entry) => KEPT.includes(entry))) renameSync(join(old, name), join(LIBRARY, name));
  rmSync(old, { recursive: true, force: true });
}
