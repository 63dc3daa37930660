/** Fenced blocks of Markdown. What follows the language says how a block is tested; docs/README.md lists the words. */
export interface Block {
  /** First line of the content, from 1. */
  readonly line: number;
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
}

const FENCE = /^```(?<info>[^`]*)$/;

export const blocksOf = (markdown: string): readonly Block[] => {
  const blocks: Block[] = [];
  let open: { readonly line: number; readonly info: readonly string[]; readonly lines: string[] } | undefined;
  for (const [i, text] of markdown.split('\n').entries()) {
    const fence = FENCE.exec(text);
    if (!open && fence) {
      open = { line: i + 2, info: (fence.groups?.['info'] ?? '').trim().split(/\s+/), lines: [] };
    } else if (open && text === '```') {
      const [language = '', ...words] = open.info;
      blocks.push({ line: open.line, language, words, text: open.lines.join('\n') });
      open = undefined;
    } else if (open) {
      open.lines.push(text);
    }
  }
  if (open) throw new Error(`the block at line ${open.line} is never closed`);
  return blocks;
};

/** The text block that follows a block: what it makes somebody say. */
export const saidOf = (blocks: readonly Block[], block: Block): string => {
  const next = blocks[blocks.indexOf(block) + 1];
  if (next?.language !== 'text') throw new Error(`the block at line ${block.line} needs a text block after it: the message it causes`);
  return next.text;
};
