/** A process that writes `silver.ts`: by turns until it is killed, or once: `node writer.ts <folder> <old> <new> [once]`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan } from '../../../src/agents/apply/index.ts';

const [folder = '', one = '', other = '', once] = process.argv.slice(2);
const replace = (before: string, after: string) => applyPlan(folder, { refused: [], files: [{ path: 'silver.ts', before, after }] });
if (once !== undefined) process.stdout.write(replace(one, other).ok ? 'written' : 'refused');
else {
  process.stdout.write('ready');
  for (;;) {
    const before = readFileSync(join(folder, 'silver.ts'), 'utf8');
    replace(before, before === one ? other : one);
  }
}
