/** Edits of a text as ranges; all else stays byte for byte. */
import MagicString from 'magic-string';
import { childrenOf, type Node, type Syntax } from './syntax.ts';

/** An insertion if both ends are equal. Insertions at one place follow each other in the order in which they are given. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const edited = (text: string, edits: readonly Edit[]): string => {
  const result = new MagicString(text);
  for (const { start, end, text: by } of edits) {
    if (start === end) result.appendLeft(start, by);
    else if (by === '') result.remove(start, end);
    else result.update(start, end, by);
  }
  return result.toString();
};

/** Where an offset of the old text is in the new one; insertions at the offset come before it. */
export const moved = (edits: readonly Edit[], offset: number): number =>
  edits.reduce((at, { start, end, text }) => (end <= offset ? at + text.length - (end - start) : at), offset);
/** The ranges of the new text that edits wrote. */
export const writtenRanges = (edits: readonly Edit[]): readonly (readonly [number, number])[] => {
  let grown = 0;
  return edits
    .map((edit, i) => ({ edit, i }))
    .toSorted((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.i - b.i)
    .map(({ edit: { start, end, text } }) => {
      const from = start + grown;
      grown += text.length - (end - start);
      return [from, from + text.length] as const;
    });
};

/** The next offset that is neither blank nor comment. */
export const skipBlank = ({ text, comments }: Syntax, from: number): number => {
  for (let at = from; ; ) {
    while (/\s|\uFEFF/.test(text.charAt(at))) at++;
    const comment = comments.find(({ start }) => start === at);
    if (!comment) return at;
    at = comment.end;
  }
};
/** After the comments that end on the line of an offset: they belong to what precedes them. */
export const lineTail = ({ text, comments }: Syntax, from: number): { readonly at: number; readonly endsLine: boolean } => {
  let at = from;
  for (;;) {
    let next = at;
    while (/[ \t]/.test(text.charAt(next))) next++;
    const comment = comments.find(({ start }) => start === next);
    if (!comment || text.slice(comment.start, comment.end).includes('\n')) {
      const rest = text.slice(next, next + 2);
      return { at, endsLine: rest === '' || rest.startsWith('\n') || rest === '\r\n' };
    }
    at = comment.end;
  }
};

/** Where a statement visibly ends: a semicolon further down, which only guards what follows, is left out. */
export const endOf = ({ text }: Syntax, node: Node): number => {
  const last = childrenOf(node).reduce((end, child) => Math.max(end, child.end), node.start);
  return text.charAt(node.end - 1) === ';' && text.slice(last, node.end).includes('\n') ? last : node.end;
};
