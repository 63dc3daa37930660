/**
 * A small document tree and its printer. Python is built from it, so that line breaks follow structure and width, in the
 * shape that `ruff format` leaves alone.
 */
import { pythonString, textWidth } from '../../utils/python-text.ts';

export type Doc = string | Concat | Group | Indent | Line | IfBreak | Text;
/** `width` is that of the whole on one line; infinite if it cannot be on one line. */
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
/** A break, or `flat` if the group is on one line; a hard line always breaks. */
interface Line {
  readonly kind: 'line';
  readonly flat: string;
  readonly width: number;
}
/** Only if the group around it breaks. */
interface IfBreak {
  readonly kind: 'ifBreak';
  readonly text: string;
  readonly width: 0;
}
/** A text literal, which is split at its spaces into several if it does not fit on one line. */
interface Text {
  readonly kind: 'text';
  readonly value: string;
  readonly literal: string;
  readonly width: number;
}

/** Without looking at most characters twice: nearly all program text is plain. */
const stringWidth = (text: string): number => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7e || code < 0x20) return text.includes('\n') ? Number.POSITIVE_INFINITY : textWidth(text);
  }
  return text.length;
};
export const widthOf = (doc: Doc): number => (typeof doc === 'string' ? stringWidth(doc) : doc.width);

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
export const join = (separator: Doc, docs: readonly Doc[]): Doc => {
  const parts: Doc[] = [];
  for (const doc of docs) {
    if (parts.length > 0) parts.push(separator);
    parts.push(doc);
  }
  return joined(parts);
};

const SPLITTABLE = 40;
/** A text literal; one for people may be split over several lines. */
export const text = (value: string): Doc => {
  const literal = pythonString(value);
  return literal.length <= SPLITTABLE || !value.includes(' ') ? literal : { kind: 'text', value, literal, width: textWidth(literal) };
};
export const isText = (doc: Doc): boolean => typeof doc !== 'string' && doc.kind === 'text';

export const WIDTH = 100;
const STEP = '    ';

/** The text of a document on one line. Its depth is that of what fits on a line. */
const flatText = (doc: Doc): string => {
  if (typeof doc === 'string') return doc;
  switch (doc.kind) {
    case 'concat': {
      let text = '';
      for (const part of doc.parts) text += flatText(part);
      return text;
    }
    case 'line':
      return doc.flat;
    case 'ifBreak':
      return '';
    case 'text':
      return doc.literal;
    default:
      return flatText(doc.doc);
  }
};

/** The width of documents that may break, up to the first place where the line may end, or more than `room` if that is too far. */
const widthToBreak = (todo: readonly Doc[], room: number): number => {
  let used = 0;
  for (let next = todo.length - 1; next >= 0 && used <= room; next--) {
    const inner: Doc[] = [todo[next] as Doc];
    for (let doc = inner.pop(); doc !== undefined && used <= room; doc = inner.pop()) {
      if (typeof doc === 'string') {
        const end = doc.indexOf('\n');
        if (end >= 0) return used + textWidth(doc.slice(0, end));
        used += stringWidth(doc);
      } else if (doc.kind === 'line') return used;
      else if (doc.kind === 'ifBreak') used += doc.text.length;
      else if (doc.kind === 'text') used += doc.width;
      else if (doc.kind === 'concat') for (let i = doc.parts.length - 1; i >= 0; i--) inner.push(doc.parts[i] as Doc);
      else inner.push(doc.doc);
    }
  }
  return used;
};

/** A text in as many literals as it needs, each with the space after its last word. */
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

/** The text of a document, from a number of indentations on. No recursion beyond a line: depth is up to the user. */
export const print = (root: Doc, depth = 0): string => {
  let out = '';
  // What is still to be printed, with its depth; all of it may break.
  const todo: Doc[] = [root];
  const depths: number[] = [depth];
  let column = depth * STEP.length;
  const push = (doc: Doc, level: number): void => {
    todo.push(doc);
    depths.push(level);
  };
  const write = (text: string, width: number): void => {
    out += text;
    column += width;
  };
  const fits = (width: number): boolean => {
    const room = WIDTH - column - width;
    return room >= 0 && widthToBreak(todo, room) <= room;
  };
  const breakLine = (level: number): void => {
    const margin = STEP.repeat(level);
    out += `\n${margin}`;
    column = margin.length;
  };
  for (let doc = todo.pop(); doc !== undefined; doc = todo.pop()) {
    const level = depths.pop() ?? 0;
    if (typeof doc === 'string') {
      const end = doc.lastIndexOf('\n');
      write(doc, end < 0 ? stringWidth(doc) : textWidth(doc.slice(end + 1)) - column);
      continue;
    }
    switch (doc.kind) {
      case 'concat':
        for (let i = doc.parts.length - 1; i >= 0; i--) push(doc.parts[i] as Doc, level);
        break;
      case 'indent':
        push(doc.doc, level + 1);
        break;
      case 'group':
        if (fits(doc.width)) write(flatText(doc.doc), doc.width);
        else push(doc.doc, level);
        break;
      case 'ifBreak':
        write(doc.text, doc.text.length);
        break;
      case 'text': {
        const margin = level * STEP.length;
        // A comma may follow the last literal.
        const literals = fits(doc.width) ? [doc.literal] : splitText(doc.value, WIDTH - 1 - column, WIDTH - 1 - margin);
        for (const [i, literal] of literals.entries()) {
          if (i > 0) breakLine(level);
          write(literal, textWidth(literal));
        }
        break;
      }
      case 'line':
        breakLine(level);
    }
  }
  return out;
};
