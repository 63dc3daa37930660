/** Which code a body may be: an expression of relations, and nothing that could do anything else. Looked at before anything runs. */
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { trialDiagnostic } from './diagnostics.ts';
import { childrenOf, type Node, type NodeOf, parse } from '../apply/syntax.ts';
import { forbiddenInSql } from './forbidden-sql.ts';

/** Names of lakewright's own that a body may use. */
export const CANDIDATE_NAMES = ['from', 'stream', 'seed', 'changeFeed', 'F', 'Window', 't', 'sql', 'Duration'] as const;

export interface Candidate {
  readonly code: string;
  /** Names that stand for tables. */
  readonly inputs: readonly string[];
  /** What the code is for, in diagnostics: `shop/gold/totals`. */
  readonly path: string;
}

/** What places call the text that was written. */
export const CANDIDATE_FILE = 'query';
const LONGEST = 20_000;
/** The parser is recursive: nesting consists of these, so this many cannot overflow it. */
const MARKS = /[([{<?:=.!~+\-*/%&|^]/g;
const MOST_MARKS = 3_000;
const WORDS = /\b(?:new|do|keyof|infer|readonly|unique|declare|export|abstract|await|async|yield|typeof|void|delete|import|extends|throw|else)\b/g;
const MOST_WORDS = 200;
const DEEPEST = 500;

/** Members that lead from data to code, or change what others see. A column with such a name is read in SQL. */
const MEMBERS = new Set(['constructor', '__proto__', 'prototype', '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__']);
/** What nothing may be called, though it would only hide what has that name. */
const NAMES = new Set([
  ...MEMBERS,
  'eval',
  'arguments',
  'Function',
  'process',
  'globalThis',
  'global',
  'require',
  'module',
  'exports',
  'Reflect',
  'Proxy',
  'Symbol',
]);
const ARITHMETIC = new Set(['+', '-', '*', '/', '%']);
const INSTEAD_OF_OPERATORS = 'use the methods of columns: .eq(), .gt(), .and(), .plus(); and F.when() for a choice';

class NotAllowed extends Error {
  readonly what: string;
  readonly node: Node;
  readonly instead: string | undefined;
  constructor(what: string, node: Node, instead?: string) {
    super(what);
    this.what = what;
    this.node = node;
    this.instead = instead;
  }
}
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly parent: Scope | undefined;
}
interface Visit {
  readonly node: Node;
  readonly scope: Scope;
  readonly depth: number;
}

/** What is not allowed in a candidate: the first thing, at its line and column in the code. */
export const checkCandidate = ({ code, inputs, path }: Candidate): readonly Diagnostic[] => {
  const refuse = (what: string, offset: number, instead?: string): readonly Diagnostic[] => [
    trialDiagnostic({ kind: 'not-allowed', what, instead }, path, placeIn(CANDIDATE_FILE, code, offset), ['query']),
  ];
  if (code.length > LONGEST) return refuse(`an expression of more than ${LONGEST} characters`, LONGEST);
  if (count(code, MARKS) > MOST_MARKS || count(code, WORDS) > MOST_WORDS) return refuse('an expression of so many parts', 0, 'split it, or say it in SQL');
  const wrong = inputs.find((name) => !/^[A-Za-z_$][\w$]*$/.test(name) || NAMES.has(name) || (CANDIDATE_NAMES as readonly string[]).includes(name));
  if (wrong !== undefined) return refuse(`an input that is called ${JSON.stringify(wrong)}`, 0);
  // In parentheses, an object is not taken for a block.
  const { program, error } = parse(`${CANDIDATE_FILE}.ts`, `(${code}\n)`);
  if (error) return refuse(`what cannot be read (${error.message})`, error.offset - 1);
  const [statement, ...more] = program.body;
  if (statement?.type !== 'ExpressionStatement' || statement.expression.type !== 'ParenthesizedExpression') return refuse('anything but one expression', 0);
  const [another] = more;
  if (another) return refuse('a second statement', another.start - 1);
  try {
    visitAll(statement.expression, { names: new Set([...CANDIDATE_NAMES, ...inputs, 'undefined']), parent: undefined });
    return [];
  } catch (found) {
    if (!(found instanceof NotAllowed)) throw found;
    return refuse(found.what, found.node.start - 1, found.instead);
  }
};

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
/** The line and column of an offset, counted from 1. */
export const placeIn = (file: string, code: string, offset: number): { readonly file: string; readonly line: number; readonly column: number } => {
  const before = code.slice(0, Math.max(0, offset));
  return { file, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
};

/** Iterated, not recursive: long chains are deep. */
const visitAll = (root: Node, top: Scope): void => {
  const pending: Visit[] = [{ node: root, scope: top, depth: 0 }];
  for (let visit = pending.pop(); visit; visit = pending.pop()) {
    if (visit.depth > DEEPEST) throw new NotAllowed('an expression of so many levels', visit.node, 'split it, or say it in SQL');
    const depth = visit.depth + 1;
    const { inner, scope } = look(visit.node, visit.scope);
    for (const node of inner) pending.push({ node, scope, depth });
  }
};

const isKnown = (name: string, scope: Scope): boolean => {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.names.has(name)) return true;
  return false;
};
const allowedMember = (name: string, node: Node): void => {
  if (MEMBERS.has(name)) throw new NotAllowed(`the member \`${name}\``, node);
};
const allowedName = (name: string, node: Node): void => {
  if (NAMES.has(name)) throw new NotAllowed(`the name \`${name}\``, node);
};

/** What is within a node and must be looked at; throws where the node itself is not allowed. */
const look = (node: Node, scope: Scope): { readonly inner: readonly Node[]; readonly scope: Scope } => {
  const within = (...inner: readonly (Node | null | undefined)[]) => ({ inner: inner.filter((each) => each !== null && each !== undefined), scope });
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSNonNullExpression':
      return within(node.expression);
    case 'Literal':
      if ('regex' in node) throw new NotAllowed('a regular expression', node, 'give the pattern as a text: .rlike(...)');
      return within();
    case 'Identifier':
      allowedName(node.name, node);
      // As a value it could be called with any text.
      if (node.name === 'sql') throw new NotAllowed('`sql` as a value', node, 'write sql`...`');
      if (!isKnown(node.name, scope))
        throw new NotAllowed(`the name \`${node.name}\``, node, `a body may use ${CANDIDATE_NAMES.join(', ')}, its inputs and its own parameters`);
      return within();
    case 'TemplateLiteral':
      if (node.expressions.length > 0) throw new NotAllowed('a template with holes', node, 'only sql`...` may have some');
      return within();
    case 'TaggedTemplateExpression':
      sqlText(node);
      return within(...node.quasi.expressions);
    case 'CallExpression':
      return within(...call(node));
    case 'MemberExpression':
      member(node);
      return within(node.object);
    case 'ArrowFunctionExpression':
      return arrow(node, scope);
    case 'ObjectExpression':
      return within(...node.properties.map((property) => (property.type === 'SpreadElement' ? property.argument : propertyValue(property))));
    case 'ArrayExpression':
      if (node.elements.some((each) => each === null)) throw new NotAllowed('a list with holes', node);
      return within(...node.elements);
    case 'SpreadElement':
      return within(node.argument);
    case 'UnaryExpression':
      if (node.operator !== '-' && node.operator !== '+') throw new NotAllowed(`the operator \`${node.operator}\``, node, INSTEAD_OF_OPERATORS);
      return within(node.argument);
    case 'BinaryExpression':
      if (!ARITHMETIC.has(node.operator)) throw new NotAllowed(`the operator \`${node.operator}\``, node, INSTEAD_OF_OPERATORS);
      return within(node.left as Node, node.right);
    case 'TSAsExpression':
      if (!isConst(node)) throw new NotAllowed('a cast of types', node, 'use .cast(t....)');
      return within(node.expression);
    case 'ConditionalExpression':
    case 'LogicalExpression':
      throw new NotAllowed('a choice in JavaScript', node, INSTEAD_OF_OPERATORS);
    default:
      throw new NotAllowed(WORDED[node.type] ?? `code of the kind ${node.type}`, node);
  }
};

const WORDED: Readonly<Record<string, string>> = {
  ImportExpression: 'import()',
  MetaProperty: '`import.meta`',
  NewExpression: '`new`',
  ThisExpression: '`this`',
  Super: '`super`',
  AssignmentExpression: 'an assignment',
  UpdateExpression: 'an assignment',
  AwaitExpression: '`await`',
  YieldExpression: '`yield`',
  FunctionExpression: 'a function with `function`',
  ClassExpression: 'a class',
  SequenceExpression: 'a list of expressions',
  ChainExpression: '`?.`',
  PrivateInExpression: '`in`',
};

/** Its text, with a name in place of each hole: those are tables, numbers or literals. */
const sqlText = (node: NodeOf<'TaggedTemplateExpression'>): void => {
  if (node.tag.type !== 'Identifier' || node.tag.name !== 'sql' || node.typeArguments) throw new NotAllowed('a tagged template other than sql`...`', node);
  const parts = node.quasi.quasis.map(({ value }) => value.cooked);
  if (parts.includes(null)) throw new NotAllowed('an escape that is none', node);
  const found = forbiddenInSql(parts.join(' hole '));
  if (found) throw new NotAllowed(found.what, node, found.instead);
};

const call = (node: NodeOf<'CallExpression'>): readonly Node[] => {
  if (node.optional) throw new NotAllowed('`?.`', node);
  if (node.typeArguments) throw new NotAllowed('a list of types', node);
  const { callee } = node;
  // What is called has a name: a function expression is never called in place.
  if (callee.type !== 'Identifier' && callee.type !== 'MemberExpression') throw new NotAllowed('a call of what has no name', node);
  return [callee as Node, ...node.arguments];
};

const member = (node: NodeOf<'MemberExpression'>): void => {
  if (node.optional) throw new NotAllowed('`?.`', node);
  const { property } = node;
  if (!node.computed) {
    if (property.type !== 'Identifier') throw new NotAllowed('a private name', node);
    allowedMember(property.name, property);
    return;
  }
  if (property.type !== 'Literal' || (typeof property.value !== 'string' && typeof property.value !== 'number'))
    throw new NotAllowed('a computed member', property as Node, "name the column: row['name']");
  allowedMember(String(property.value), property);
};

const propertyValue = (property: NodeOf<'Property'>): Node => {
  if (property.kind !== 'init' || property.method) throw new NotAllowed('a getter, a setter or a method', property);
  const { key } = property;
  const name = key.type === 'Identifier' && !property.computed ? key.name : key.type === 'Literal' ? String(key.value) : undefined;
  if (name === undefined) throw new NotAllowed('a computed name', property);
  allowedMember(name, property);
  return property.value;
};

const arrow = (node: NodeOf<'ArrowFunctionExpression'>, scope: Scope): { readonly inner: readonly Node[]; readonly scope: Scope } => {
  if (node.async) throw new NotAllowed('`async`', node);
  if (node.typeParameters || node.returnType) throw new NotAllowed('a list of types', node);
  const names = new Set<string>();
  for (const parameter of node.params) parameterNames(parameter as Node, names);
  const inner = { names, parent: scope };
  if (node.body.type !== 'BlockStatement') return { inner: [node.body as Node], scope: inner };
  const [only, ...more] = node.body.body;
  if (only?.type !== 'ReturnStatement' || !only.argument || more.length > 0)
    throw new NotAllowed('a function of statements', node, 'write (row) => expression');
  return { inner: [only.argument], scope: inner };
};

/** Names, and patterns of names without defaults. */
const parameterNames = (root: Node, names: Set<string>): void => {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'Identifier') {
      allowedName(node.name, node);
      if ((CANDIDATE_NAMES as readonly string[]).includes(node.name)) throw new NotAllowed(`a parameter that is called \`${node.name}\``, node);
      if (node.typeAnnotation || node.optional) throw new NotAllowed('a type', node);
      names.add(node.name);
    } else if (node.type === 'ObjectPattern') {
      for (const property of node.properties)
        pending.push(property.type === 'Property' ? propertyValue(property as unknown as NodeOf<'Property'>) : (property as Node));
    } else if (node.type === 'RestElement') pending.push(node.argument);
    else if (node.type === 'ArrayPattern') pending.push(...childrenOf(node));
    else throw new NotAllowed('a parameter of this form', node);
  }
};

const isConst = (node: NodeOf<'TSAsExpression'>): boolean => {
  const { typeAnnotation } = node;
  return typeAnnotation.type === 'TSTypeReference' && typeAnnotation.typeName.type === 'Identifier' && typeAnnotation.typeName.name === 'const';
};
