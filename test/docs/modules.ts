/** From a page to modules that can be compiled and run: the blocks of a page build on each other, as a reader reads them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, blocksOf } from './blocks.ts';

export const ROOT = join(import.meta.dirname, '../..');

/**
 * `page`: all plain blocks. `alone`: a definition of its own. `wrong`: does not compile. `found`: compiles, and a check finds something.
 * `changed`: the plain blocks above, changed by a `diff`, so that they do not compile any more.
 */
export type ModuleKind = 'page' | 'alone' | 'wrong' | 'found' | 'changed';
export interface Module {
  readonly kind: ModuleKind;
  /** Of the file that is made of it. */
  readonly name: string;
  readonly page: string;
  /** The block that it is about; the page as a whole has none. */
  readonly block?: Block;
  readonly text: string;
}
export interface Page {
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly modules: readonly Module[];
}

const WORDS = ['alone', 'wrong', 'found', 'starter'];
const withSource = (text: string): string => text.replaceAll("from 'lakewright'", `from ${JSON.stringify(join(ROOT, 'src/index.ts'))}`);
const withExport = (text: string): string => (/^const project = /m.test(text) ? `${text}\nexport { project };\n` : `${text}\nexport {};\n`);

/** The text after the change: each line with `-` is replaced by the one with `+` that follows it. */
const applied = (text: string, diff: string): string => {
  const changes = [...diff.matchAll(/^-(.*)\n\+(.*)$/gm)];
  return changes.reduce((changed, [, from = '', to = '']) => {
    if (changed.split(from.trim()).length !== 2) throw new Error(`"${from.trim()}" is not exactly once in the definition above`);
    return changed.replace(from.trim(), to.trim());
  }, text);
};

export const readPage = (path: string): Page => {
  const blocks = blocksOf(readFileSync(join(ROOT, path), 'utf8'));
  const slug = path.replaceAll(/[^a-z]+/gi, '-').toLowerCase();
  const modules: Module[] = [];
  const before: string[] = [];
  for (const block of blocks) {
    if (block.language === 'diff')
      modules.push({
        kind: 'changed',
        name: `${slug}-${block.line}.ts`,
        page: path,
        block,
        text: withExport(withSource(applied(before.join('\n'), block.text))),
      });
    if (block.language !== 'ts') continue;
    const [word, ...more] = block.words;
    if (more.length > 0 || (word !== undefined && !WORDS.includes(word))) throw new Error(`${path}:${block.line}: unknown words "${block.words.join(' ')}"`);
    if (word === undefined) before.push(block.text);
    else if (word !== 'starter') {
      const above = word === 'alone' ? '' : `${before.join('\n')}\n`;
      const kind = word as ModuleKind;
      modules.push({ kind, name: `${slug}-${block.line}.ts`, page: path, block, text: withExport(withSource(above + block.text)) });
    }
  }
  if (before.length > 0) modules.unshift({ kind: 'page', name: `${slug}.ts`, page: path, text: withExport(withSource(before.join('\n'))) });
  return { path, blocks, modules };
};
