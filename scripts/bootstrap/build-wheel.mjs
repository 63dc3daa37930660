import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapError, envWith, filesBelow, hashOf, readStamp, ROOT, run, step, writeStamp } from './tools.mjs';

const PYTHON = join(ROOT, 'python');
const WHEELS = join(ROOT, 'lib', 'wheels');

/** Builds the runtime's wheel into `lib/wheels/` if its source has changed. */
export async function buildWheel(node) {
  const sources = filesBelow(join(PYTHON, 'src'), (path) => !/__pycache__|\.pyc$/.test(path));
  const hash = hashOf([...sources, join(PYTHON, 'pyproject.toml'), join(PYTHON, 'README.md')]);
  const isThere = existsSync(WHEELS) && readdirSync(WHEELS).some((name) => name.endsWith('.whl'));
  if (readStamp('wheel') === hash && isThere) return;
  const script = join(ROOT, 'scripts', 'bootstrap', 'wheel.mjs');
  const { code, output } = await step('Building the runtime wheel', (detail) => run(node, [script, PYTHON, WHEELS], { env: envWith(node), onLine: detail }));
  if (code !== 0) throw new BootstrapError(`the wheel of the Python runtime was not built\n${output.trimEnd()}`);
  writeStamp('wheel', hash);
}
