import type { LayerModel, Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { markdownAnchor, markdownCode } from '../../utils/markdown-text.ts';
import { memo } from '../../utils/memo.ts';
import { HEADER } from '../header.ts';
import { shortIdentifier } from '../physical.ts';

/** A Markdown page: parts with an empty line between them. */
export const markdownPage = (path: string, parts: readonly string[]): OutputFile => ({
  path,
  content: `<!-- ${HEADER} -->\n\n${parts
    .filter((part) => part !== '')
    .map((part) => (part.endsWith('\n') ? part.slice(0, -1) : part))
    .join('\n\n')}\n`,
});

export const dictionaryFile = (layer: Pick<LayerModel, 'name'>): string => `data-dictionary/${shortIdentifier(layer.name)}.md`;
const dictionaryFiles = memo((model: Model): ReadonlyMap<string, string> => new Map(model.layers.map((layer) => [layer.name, dictionaryFile(layer)])));

/** A link to a table's section; `base` leads from the page to docs/. */
export const tableLink = (model: Model, key: string, base: string): string => {
  const layer = key.slice(0, key.indexOf('.'));
  return `[${markdownCode(key)}](${base}${dictionaryFiles(model).get(layer) ?? ''}#${markdownAnchor(key)})`;
};

export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
