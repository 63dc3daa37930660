/** Writes one definition: `child.ts ROOT DEFINITION [N]`, and kills itself at the Nth writing operation. */
import type { OutputFile } from '../../src/utils/output-file.ts';
import { type Disk, writeFiles } from '../../src/write/index.ts';
import { nodeDisk } from '../../src/write/disk.ts';
import { FIRST, SECOND, THIRD, uniform } from './definitions.ts';

const [, , root = '', definition = '', fatal = '0'] = process.argv;
let count = 0;

/** Only the operations that write are counted. */
function counted<A extends readonly unknown[]>(run: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    count += 1;
    if (count === Number(fatal)) process.kill(process.pid, 'SIGKILL');
    run(...args);
  };
}

const disk: Disk = {
  ...nodeDisk,
  create: counted(nodeDisk.create),
  rename: counted(nodeDisk.rename),
  duplicate: counted(nodeDisk.duplicate),
  removeFile: counted(nodeDisk.removeFile),
  removeFolder: counted(nodeDisk.removeFolder),
  removeTree: counted(nodeDisk.removeTree),
  makeFolder: counted(nodeDisk.makeFolder),
};

function filesFor(name: string): readonly OutputFile[] {
  const [kind, size, content] = name.split(':');
  if (kind === 'uniform') return uniform(Number(size), content ?? '');
  const files = { first: FIRST, second: SECOND, third: THIRD }[name];
  if (files === undefined) throw new Error(`no definition ${name}`);
  return files;
}

const files = filesFor(definition);
process.stdout.write('ready\n');
const result = writeFiles(root, files, { disk });
if (!result.ok) {
  process.stderr.write(`${JSON.stringify(result.problems)}\n`);
  process.exitCode = 1;
}
