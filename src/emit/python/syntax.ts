/** Python's expressions as documents: calls, method chains, operators, lists. */
import { pythonString } from '../../utils/python-text.ts';
import { type Doc, concat, group, ifBreak, indent, isText, join, line, softline, text } from './layout.ts';

/** How tightly an expression holds together; what binds less than its place demands gets parentheses. */
export const LEVEL = { lambda: 0, compare: 1, or: 2, and: 3, add: 4, multiply: 5, unary: 6, primary: 7 } as const;

/** An expression, kept in parts as far as its layout depends on what is done with it. */
export type Piece =
  | { readonly kind: 'plain'; readonly doc: Doc; readonly level: number }
  /** `base.one(…).two(…)`; `open`: the base ends in a bracket itself. */
  | { readonly kind: 'chain'; readonly base: Doc; readonly open: boolean; readonly links: readonly Doc[] }
  /** `a + b - c`: operands and the operators before all but the first. */
  | { readonly kind: 'operation'; readonly level: number; readonly operands: readonly Doc[]; readonly operators: readonly string[] };

export const plain = (doc: Doc, level: number = LEVEL.primary): Piece => ({ kind: 'plain', doc, level });
const levelOf = (piece: Piece): number => (piece.kind === 'chain' ? LEVEL.primary : piece.level);
export const toDoc = (piece: Piece): Doc => {
  switch (piece.kind) {
    case 'plain':
      return piece.doc;
    case 'chain':
      return chainDoc(piece.base, piece.open, piece.links);
    case 'operation': {
      const [first = '', ...others] = piece.operands;
      return group(concat(first, ...others.flatMap((operand, i): Doc[] => [line, `${piece.operators[i]} `, operand])));
    }
  }
};
export const parenthesized = (doc: Doc): Doc => group(concat('(', indent(concat(softline, doc)), softline, ')'));
/** For a place where only brackets allow a line to end, such as a value after `=`. */
export const ownLines = (doc: Doc): Doc => group(concat(ifBreak('('), indent(concat(softline, doc)), softline, ifBreak(')')));
export const within = (piece: Piece, level: number): Doc => (levelOf(piece) >= level ? toDoc(piece) : parenthesized(toDoc(piece)));

/** `ruff` breaks a chain before its dots where two of them follow a bracket. */
const isFluent = (open: boolean, links: readonly Doc[]): boolean => links.length - (open ? 0 : 1) >= 2;
const chainDoc = (base: Doc, open: boolean, links: readonly Doc[]): Doc => {
  if (!isFluent(open, links)) return concat(base, ...links);
  return group(concat(base, ...links.flatMap((link, i): Doc[] => (i > 0 || open ? [softline, link] : [link]))));
};

/** Whether an expression spreads over lines without brackets of its own around it. */
const isLoose = (piece: Piece): boolean => piece.kind === 'operation' || (piece.kind === 'chain' && isFluent(piece.open, piece.links));
/** The value of a keyword, of an entry in a dict or of a name. */
export const valueDoc = (piece: Piece): Doc => (isLoose(piece) || (piece.kind === 'plain' && isText(piece.doc)) ? ownLines(toDoc(piece)) : toDoc(piece));

/** Items within brackets: on one line, or one item a line with a comma after the last. A single item gets no comma. */
const items = (docs: readonly Doc[]): Doc => concat(join(concat(',', line), docs), docs.length > 1 ? ifBreak(',') : '');
const bracketed = (open: string, inner: Doc, close: string): Doc => group(concat(open, indent(concat(softline, inner)), softline, close));
/** All arguments on the line of the call, else all on one line below, else one a line. */
export const args = (docs: readonly Doc[]): Doc => (docs.length === 0 ? '()' : bracketed('(', group(items(docs)), ')'));
export const call = (name: string, docs: readonly Doc[]): Piece => {
  const dot = name.indexOf('.');
  if (dot < 0) return plain(concat(name, args(docs)));
  return { kind: 'chain', base: name.slice(0, dot), open: false, links: [concat(name.slice(dot), args(docs))] };
};
export const keyword = (name: string, value: Piece): Doc => concat(`${name}=`, valueDoc(value));
export const list = (docs: readonly Doc[]): Doc => (docs.length === 0 ? '[]' : bracketed('[', items(docs), ']'));
export const dict = (entries: readonly (readonly [string, Piece])[]): Doc =>
  entries.length === 0 ? '{}' : bracketed('{', items(entries.map(([key, value]) => concat(`${pythonString(key)}: `, valueDoc(value)))), '}');
/** A dictionary of texts, in the order of its keys. */
export const textDict = (texts: Readonly<Record<string, string>>): Doc =>
  dict(
    Object.entries(texts)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, plain(pythonString(value))] as const),
  );
export const subscript = (name: string, key: Doc): Doc => concat(name, bracketed('[', key, ']'));
export const strings = (values: readonly string[]): Doc => list(values.map(pythonString));
/** A tuple; a single item needs its comma. */
export const tuple = (docs: readonly Doc[]): Doc => (docs.length === 1 ? concat('(', docs[0] as Doc, ',)') : bracketed('(', items(docs), ')'));

export const method = (piece: Piece, name: string, docs: readonly Doc[] = []): Piece => {
  const link = concat(`.${name}`, args(docs));
  if (piece.kind === 'chain') return { ...piece, links: [...piece.links, link] };
  if (levelOf(piece) >= LEVEL.primary) return { kind: 'chain', base: toDoc(piece), open: typeof toDoc(piece) !== 'string', links: [link] };
  return { kind: 'chain', base: parenthesized(toDoc(piece)), open: true, links: [link] };
};

/** Left-associative operators that may be chained. */
export const operation = (operator: string, level: number, left: Piece, ...others: readonly Piece[]): Piece => {
  const right = others.map((other) => within(other, level + 1));
  const operators = others.map(() => operator);
  if (left.kind === 'operation' && left.level === level) {
    return { kind: 'operation', level, operands: [...left.operands, ...right], operators: [...left.operators, ...operators] };
  }
  return { kind: 'operation', level, operands: [within(left, level + 1), ...right], operators };
};
/** `a < b < c` means something else in Python, and `a & b == c` is read wrongly, so operands of comparisons bind tightly. */
export const comparison = (operator: string, left: Piece, right: Piece): Piece => ({
  kind: 'operation',
  level: LEVEL.compare,
  operands: [within(left, LEVEL.add), within(right, LEVEL.add)],
  operators: [operator],
});
export const unary = (operator: string, piece: Piece): Piece => plain(concat(operator, within(piece, LEVEL.unary)), LEVEL.unary);
export const lambda = (names: readonly string[], body: Piece): Piece => {
  const head = names.length === 0 ? 'lambda: ' : `lambda ${names.join(', ')}: `;
  return plain(concat(head, isLoose(body) ? ownLines(toDoc(body)) : toDoc(body)), LEVEL.lambda);
};
export const string = (value: string): Piece => plain(text(value));

/** A statement with a value, such as `return …` or `x = …`. */
export const statement = (head: string, piece: Piece): Doc => {
  if (isLoose(piece)) return concat(head, ownLines(toDoc(piece)));
  // Where no brackets hold anything, `ruff` breaks the line at brackets around the whole.
  const endsEmpty = piece.kind === 'chain' && !piece.open && piece.links.length === 2 && piece.links.every(isEmptyCall);
  return concat(head, endsEmpty ? ownLines(toDoc(piece)) : toDoc(piece));
};
const isEmptyCall = (link: Doc): boolean => typeof link !== 'string' && link.kind === 'concat' && link.parts[1] === '()';
