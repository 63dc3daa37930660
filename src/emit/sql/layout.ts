/** A small document tree and its printer: SQL is built from it, so that line breaks follow structure and width. */
export type Doc = string | Concat | Group | Indent | Line;
interface Concat {
  readonly kind: 'concat';
  readonly parts: readonly Doc[];
}
/** On one line if it fits, else all its own lines break. */
interface Group {
  readonly kind: 'group';
  readonly doc: Doc;
}
interface Indent {
  readonly kind: 'indent';
  readonly doc: Doc;
}
/** A line break, or `flat` if the group fits; a hard line has no `flat` and always breaks. */
interface Line {
  readonly kind: 'line';
  readonly flat?: string;
}

export const concat = (...parts: readonly Doc[]): Doc => ({ kind: 'concat', parts });
export const group = (doc: Doc): Doc => ({ kind: 'group', doc });
export const indent = (doc: Doc): Doc => ({ kind: 'indent', doc });
/** A space, or a break. */
export const line: Doc = { kind: 'line', flat: ' ' };
/** Nothing, or a break. */
export const softline: Doc = { kind: 'line', flat: '' };
export const hardline: Doc = { kind: 'line' };
export const join = (separator: Doc, docs: readonly Doc[]): Doc => ({
  kind: 'concat',
  parts: docs.flatMap((doc, i) => (i === 0 ? [doc] : [separator, doc])),
});
/** `(a, b)` on one line or one item a line. */
export const parenthesized = (inner: Doc): Doc => group(concat('(', indent(concat(softline, inner)), softline, ')'));

const WIDTH = 100;
const STEP = '  ';
interface Command {
  readonly doc: Doc;
  readonly depth: number;
  readonly flat: boolean;
}

/** Whether a document fits on the rest of the line. */
const fits = (start: Doc, room: number): boolean => {
  const stack: Doc[] = [start];
  let left = room;
  // A deep document costs steps without giving text; beyond this many it is surely long.
  let steps = 8 * WIDTH;
  for (let doc = stack.pop(); doc !== undefined; doc = stack.pop()) {
    if (left < 0 || steps-- === 0) return false;
    if (typeof doc === 'string') {
      if (doc.length > left || doc.includes('\n')) return false;
      left -= doc.length;
    } else if (doc.kind === 'line') {
      if (doc.flat === undefined) return false;
      left -= doc.flat.length;
    } else if (doc.kind === 'concat') {
      // Only as many parts as can fit: a list of thousands must not be put on the stack at every level.
      if (doc.parts.length > 2 * left + 4) return false;
      for (let i = doc.parts.length - 1; i >= 0; i--) stack.push(doc.parts[i] as Doc);
    } else stack.push(doc.doc);
  }
  return left >= 0;
};

/** The text of a document, on one line as far as possible where `flat`. No recursion: depth is up to the user. */
export const print = (root: Doc, flatRoot = false): string => {
  const out: string[] = [];
  const stack: Command[] = [{ doc: root, depth: 0, flat: flatRoot }];
  let column = 0;
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { doc, depth, flat } = top;
    if (typeof doc === 'string') {
      out.push(doc);
      const newline = doc.lastIndexOf('\n');
      column = newline < 0 ? column + doc.length : doc.length - newline - 1;
      continue;
    }
    switch (doc.kind) {
      case 'concat':
        for (let i = doc.parts.length - 1; i >= 0; i--) stack.push({ doc: doc.parts[i] as Doc, depth, flat });
        break;
      case 'indent':
        stack.push({ doc: doc.doc, depth: depth + 1, flat });
        break;
      case 'group':
        stack.push({ doc: doc.doc, depth, flat: flat || fits(doc.doc, WIDTH - column) });
        break;
      case 'line':
        if (flat && doc.flat !== undefined) {
          out.push(doc.flat);
          column += doc.flat.length;
        } else {
          // Deep expressions stop moving right: their text would grow with the square of the depth.
          const margin = STEP.repeat(Math.min(depth, 24));
          // Two breaks in a row are one: a comment that must end its line may stand before a closing parenthesis.
          if (out.at(-2) === '\n' && out.at(-1)?.trim() === '') out.splice(-2);
          out.push('\n', margin);
          column = margin.length;
        }
    }
  }
  return out.join('');
};
