/** A process that replaces `silver.ts` by turns, until it is killed: `node writer.ts <folder> <old> <new>`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan } from '../../../src/agents/apply/index.ts';

const [folder = '', one = '', other = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
for (;;) {
  const before = readFileSync(join(folder, 'silver.ts'), 'utf8');
  applyPlan(folder, { refused: [], files: [{ path: 'silver.ts', before, after: before === one ? other : one }] });
}
