/** TypeScript as a tree with places. Offsets are those of JavaScript's texts; a byte order mark counts. */
import { type Comment, type Node, type Program, parseSync, visitorKeys } from 'oxc-parser';

export type { Comment, Node } from 'oxc-parser';
export type NodeOf<T extends Node['type']> = Extract<Node, { readonly type: T }>;

/** A parsed text. */
export interface Syntax {
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** What `import('…')` names. */
  readonly dynamic: readonly string[];
  /** The first thing that is wrong with it. */
  readonly error?: { readonly message: string; readonly offset: number };
}

/** What the parser and we can follow without a stack overflow, which in the parser ends the process. Measured: 3,000 are no problem, 6,000 are. */
const DEEPEST = 500;
const TOKEN = /[([{<]|[)\]}>]|=>|\?|[!~+-]|\b(?:const|let|var|export|import)\b|[\w'"`;,]/g;
/** Whether a text may be nested deeper. Brackets within texts count too, which hurts only where hundreds do not close. */
export const isTooDeep = (text: string): boolean => {
  // Arrows and choices are nested in each other until the bracket around them closes.
  const outer: number[] = [];
  let [open, signs] = [0, 0];
  const base = (): number => outer.at(-1) ?? 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '=>' || token === '?') open++;
    else if ('([{<'.includes(token)) outer.push(open);
    else if (')]}>'.includes(token)) open = outer.pop() ?? 0;
    else if ('!~+-'.includes(token)) signs++;
    else if (token === ',' || token === ';' || token.length > 1) open = base();
    if (!'!~+-'.includes(token)) signs = 0;
    if (Math.max(outer.length, open, signs) > DEEPEST) return true;
  }
  return false;
};

const NOTHING = (): Program => parseSync('nothing.ts', '').program;
export const parse = (file: string, text: string): Syntax => {
  if (isTooDeep(text)) return { text, program: NOTHING(), comments: [], dynamic: [], error: { message: 'it is nested too deeply', offset: 0 } };
  const { program, comments, errors, module } = parseSync(file, text, { showSemanticErrors: true });
  const error = errors.find(({ severity }) => severity === 'Error');
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1));
  return { text, program, comments, dynamic, ...(error ? { error: { message: error.message, offset: error.labels[0]?.start ?? 0 } } : {}) };
};

/** What a file imports, types included, read without its tree: for many files at once. */
export const importedBy = (file: string, text: string): readonly string[] => {
  if (isTooDeep(text)) return [];
  const { staticImports, staticExports, dynamicImports } = parseSync(file, text).module;
  return [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : []))),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1)),
  ];
};

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
/** Each is asked for many times: for every change of a file, and when it is read back. */
const children = new WeakMap<Node, readonly Node[]>();
/** In order of the source. */
export const childrenOf = (node: Node): readonly Node[] => {
  const known = children.get(node);
  if (known) return known;
  const found: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[key];
    if (Array.isArray(value)) found.push(...value.filter(isNode));
    else if (isNode(value)) found.push(value);
  }
  children.set(node, found);
  return found;
};

/** All nodes around a range, the outermost first. */
export const pathTo = (program: Node, start: number, end: number): readonly Node[] => {
  const path: Node[] = [];
  let at: Node | undefined = program;
  while (at) {
    path.push(at);
    at = childrenOf(at).find((child) => child.start <= start && end <= child.end && child.end > child.start);
  }
  return path;
};

/** The expression within parentheses and words that only types know. */
export const bare = (node: Node): Node => {
  let at = node;
  while (
    at.type === 'ParenthesizedExpression' ||
    at.type === 'TSAsExpression' ||
    at.type === 'TSSatisfiesExpression' ||
    at.type === 'TSNonNullExpression' ||
    at.type === 'TSTypeAssertion'
  )
    at = at.expression;
  return at;
};
export const isBareStep = (node: Node): boolean => bare(node) !== node;

/** A text that is certain: in quotes, or a template without holes. */
export const literalText = (node: Node | undefined): string | undefined => {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
};
/** The name of a key that is written plainly. */
export const keyName = (property: NodeOf<'Property'>): string | undefined => {
  if (property.computed) return literalText(bare(property.key));
  return property.key.type === 'Identifier' ? property.key.name : literalText(property.key);
};

const IGNORED = new Set(['start', 'end', 'range', 'loc', 'parent', 'raw', 'rawKey']);
/** A tree without places and without how its literals are spelled: equal for equal code. Nodes in `without` are left out. */
export const shapeOf = (node: unknown, without: ReadonlySet<unknown> = new Set()): unknown => {
  if (Array.isArray(node)) return node.filter((each) => !without.has(each)).map((each) => shapeOf(each, without));
  if (typeof node === 'bigint') return `${node}n`;
  if (typeof node !== 'object' || node === null) return node;
  if (node instanceof RegExp) return String(node);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !IGNORED.has(key))
      .map(([key, value]) => [key, shapeOf(value, without)]),
  );
};
export const sameShape = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
