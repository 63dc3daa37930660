/**
 * A small document tree and its printer. Python is built from it, so that line breaks follow structure and width, in the
 * shape that `ruff format` leaves alone.
 */
import { pythonString, textWidth } from '../../utils/python-text.ts';

export type Doc = string | Concat | Group | Indent | Line | IfBreak | Text;
/** `width` is that of the whole on one line; infinite where it cannot be on one line. */
interface Concat {
  readonly kind: 'concat';
  readonly parts: readonly Doc[];
  readonly width: number;
}
/** On one line if it fits, else all its own lines break. */
interface Group {
  readonly kind: 'group';
  readonly doc: Doc;
  readonly width: number;
}
interface Indent {
  readonly kind: 'indent';
  readonly doc: Doc;
  readonly width: number;
}
/** A break, or `flat` where the group is on one line; a hard line always breaks. */
interface Line {
  readonly kind: 'line';
  readonly flat: string;
  readonly width: number;
}
/** Only where the group around it breaks. */
interface IfBreak {
  readonly kind: 'ifBreak';
  readonly text: string;
  readonly width: 0;
}
/** A text literal, which is split at its spaces into several where it does not fit on one line. */
interface Text {
  readonly kind: 'text';
  readonly value: string;
  readonly literal: string;
  readonly width: number;
}

export const widthOf = (doc: Doc): number => (typeof doc === 'string' ? (doc.includes('\n') ? Number.POSITIVE_INFINITY : textWidth(doc)) : doc.width);

export const concat = (...parts: readonly Doc[]): Doc => joined(parts);
const joined = (parts: readonly Doc[]): Doc => {
  let width = 0;
  for (const part of parts) width += widthOf(part);
  return { kind: 'concat', parts, width };
};
export const group = (doc: Doc): Doc => ({ kind: 'group', doc, width: widthOf(doc) });
export const indent = (doc: Doc): Doc => ({ kind: 'indent', doc, width: widthOf(doc) });
/** A space, or a break. */
export const line: Doc = { kind: 'line', flat: ' ', width: 1 };
/** Nothing, or a break. */
export const softline: Doc = { kind: 'line', flat: '', width: 0 };
export const hardline: Doc = { kind: 'line', flat: '', width: Number.POSITIVE_INFINITY };
export const ifBreak = (text: string): Doc => ({ kind: 'ifBreak', text, width: 0 });
export const join = (separator: Doc, docs: readonly Doc[]): Doc => joined(docs.flatMap((doc, i) => (i === 0 ? [doc] : [separator, doc])));

const SPLITTABLE = 40;
/** A text literal; one for people may be split over several lines. */
export const text = (value: string): Doc => {
  const literal = pythonString(value);
  return literal.length <= SPLITTABLE || !value.includes(' ') ? literal : { kind: 'text', value, literal, width: textWidth(literal) };
};
export const isText = (doc: Doc): boolean => typeof doc !== 'string' && doc.kind === 'text';

export const WIDTH = 100;
const STEP = '    ';
/** Deep expressions stop moving right: their text would grow with the square of the depth. */
const DEEPEST = 12;
interface Command {
  readonly doc: Doc;
  readonly depth: number;
  readonly flat: boolean;
}

/** Whether what follows fits up to the next place where the line may end. */
const restFits = (stack: readonly Command[], room: number): boolean => {
  let left = room;
  for (let i = stack.length - 1; i >= 0 && left >= 0; i--) {
    const { doc, flat } = stack[i] as Command;
    if (flat) {
      left -= widthOf(doc);
      continue;
    }
    const width = widthToBreak(doc, left);
    if (width.ends) return width.used <= left;
    left -= width.used;
  }
  return left >= 0;
};
/** The width of a document that may break, up to its first line. */
const widthToBreak = (start: Doc, room: number): { readonly used: number; readonly ends: boolean } => {
  const stack: Doc[] = [start];
  let used = 0;
  for (let doc = stack.pop(); doc !== undefined && used <= room; doc = stack.pop()) {
    if (typeof doc === 'string') {
      const end = doc.indexOf('\n');
      if (end >= 0) return { used: used + textWidth(doc.slice(0, end)), ends: true };
      used += textWidth(doc);
    } else if (doc.kind === 'line') return { used, ends: true };
    else if (doc.kind === 'ifBreak') used += doc.text.length;
    else if (doc.kind === 'text') used += doc.width;
    else if (doc.kind === 'concat') for (let i = doc.parts.length - 1; i >= 0; i--) stack.push(doc.parts[i] as Doc);
    else stack.push(doc.doc);
  }
  return { used, ends: false };
};

/** A text in as many literals as it needs, each with the space behind its last word. */
const splitText = (value: string, first: number, others: number): readonly string[] => {
  const literals: string[] = [];
  let part = '';
  let room = first;
  for (const word of value.split(/(?<= )(?! )/)) {
    if (part !== '' && textWidth(pythonString(part + word)) > room) {
      literals.push(pythonString(part));
      part = '';
      room = others;
    }
    part += word;
  }
  return [...literals, pythonString(part)];
};

/** The text of a document, from a number of indentations on. No recursion: depth is the user's. */
export const print = (root: Doc, depth = 0): string => {
  const out: string[] = [];
  const stack: Command[] = [{ doc: root, depth, flat: false }];
  let column = Math.min(depth, DEEPEST) * STEP.length;
  const breakLine = (level: number): void => {
    const margin = STEP.repeat(Math.min(level, DEEPEST));
    out.push('\n', margin);
    column = margin.length;
  };
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { doc, depth: level, flat } = top;
    if (typeof doc === 'string') {
      out.push(doc);
      const end = doc.lastIndexOf('\n');
      column = end < 0 ? column + textWidth(doc) : textWidth(doc.slice(end + 1));
      continue;
    }
    switch (doc.kind) {
      case 'concat':
        for (let i = doc.parts.length - 1; i >= 0; i--) stack.push({ doc: doc.parts[i] as Doc, depth: level, flat });
        break;
      case 'indent':
        stack.push({ doc: doc.doc, depth: level + 1, flat });
        break;
      case 'group': {
        const room = WIDTH - column - doc.width;
        stack.push({ doc: doc.doc, depth: level, flat: flat || (room >= 0 && restFits(stack, room)) });
        break;
      }
      case 'ifBreak':
        if (!flat) {
          out.push(doc.text);
          column += doc.text.length;
        }
        break;
      case 'text': {
        const fits = flat || (doc.width <= WIDTH - column && restFits(stack, WIDTH - column - doc.width));
        const margin = Math.min(level, DEEPEST) * STEP.length;
        // Behind the last literal a comma may follow.
        const literals = fits ? [doc.literal] : splitText(doc.value, WIDTH - 1 - column, WIDTH - 1 - margin);
        for (const [i, literal] of literals.entries()) {
          if (i > 0) breakLine(level);
          out.push(literal);
          column += textWidth(literal);
        }
        break;
      }
      case 'line':
        if (flat) {
          out.push(doc.flat);
          column += doc.flat.length;
        } else breakLine(level);
    }
  }
  return out.join('');
};
