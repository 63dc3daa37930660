/**
 * JavaScript's own operators on columns, found in the text of a callback. `a || b` gives `a`, whatever the row holds: every object counts
 * as true, and `b` is not even evaluated, so only the text shows that it was meant.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AnyNode, Expression, Pattern, PrivateIdentifier, SpreadElement, Super } from 'acorn';
import { placeOf, placeAtOffset, type Place, trace } from './place.ts';
import type { Problem } from './problem.ts';

/** Most callbacks have none of these outside texts, and need no parser: it is loaded when one does. */
const SUSPECT = /\|\||&&|\?\?|\?[^.?]|![^=]|===?|!==?|[\w)\]'"]\s*[-+*/%<>]|`/;
const HARMLESS = /=>|'[^'\\\n]*'|"[^"\\\n]*"/g;
const parser = (): typeof import('acorn') => createRequire(import.meta.url)('acorn') as typeof import('acorn');
/** What to write instead. */
const METHODS: Readonly<Record<string, string>> = {
  '||': 'a.or(b)',
  '&&': 'a.and(b)',
  '??': 'F.coalesce(a, b)',
  '?:': 'F.when(a, b).otherwise(c)',
  '!': 'a.not()',
  '==': 'a.eq(b)',
  '===': 'a.eq(b)',
  '!=': 'a.ne(b)',
  '!==': 'a.ne(b)',
  '<': 'a.lt(b)',
  '<=': 'a.le(b)',
  '>': 'a.gt(b)',
  '>=': 'a.ge(b)',
  '+': 'a.add(b), or F.concat(a, b) for text',
  '-': 'a.sub(b)',
  '*': 'a.mul(b)',
  '/': 'a.div(b)',
  '%': 'a.mod(b)',
  '`': 'F.concat(a, b)',
};
const FUNCTIONS = 'F';

type Any = AnyNode | Expression | Super | PrivateIdentifier | SpreadElement;
interface Found {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
}
const namesOf = (pattern: Pattern): readonly string[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((p) => namesOf(p.type === 'RestElement' ? p.argument : p.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((e) => (e ? namesOf(e) : []));
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    default:
      return [];
  }
};
/** Whether a value is a column, or made of one: its chain of members and calls begins at a row, or at `F`. */
const isColumn = (node: Any, rows: ReadonlySet<string>): boolean => {
  let at = node;
  let called = false;
  for (;;) {
    switch (at.type) {
      case 'MemberExpression':
        at = at.object;
        break;
      case 'CallExpression':
        called = true;
        at = at.callee;
        break;
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        at = at.expression;
        break;
      case 'Identifier':
        return (rows.has(at.name) && at !== node) || (called && at.name === FUNCTIONS);
      default:
        return false;
    }
  }
};
const isFunction = (node: Any): boolean => node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';
const operatorOn = (node: Any, rows: ReadonlySet<string>): string | undefined => {
  switch (node.type) {
    case 'LogicalExpression':
      return isColumn(node.left, rows) ? node.operator : undefined;
    case 'ConditionalExpression':
      return isColumn(node.test, rows) ? '?:' : undefined;
    case 'UnaryExpression':
      return node.operator === '!' && isColumn(node.argument, rows) ? '!' : undefined;
    case 'BinaryExpression':
      return node.operator in METHODS && (isColumn(node.left, rows) || isColumn(node.right, rows)) ? node.operator : undefined;
    case 'TemplateLiteral':
      return node.expressions.some((e) => isColumn(e, rows)) ? '`' : undefined;
    default:
      return undefined;
  }
};
const childrenOf = (node: Any): readonly Any[] =>
  Object.values(node).flatMap((value: unknown) =>
    (Array.isArray(value) ? value : [value]).filter((v): v is Any => typeof v === 'object' && v !== null && 'type' in v),
  );

const operatorsIn = (root: Any): readonly Found[] => {
  const found: Found[] = [];
  const stack: { readonly node: Any; readonly rows: ReadonlySet<string> }[] = [{ node: root, rows: new Set() }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, rows } = top;
    const operator = operatorOn(node, rows);
    if (operator !== undefined) found.push({ operator, start: node.start, end: node.end });
    for (const child of childrenOf(node)) {
      // A text with a tag is the tag's: F.expr(t.int())`…`.
      if (node.type === 'TaggedTemplateExpression' && child.type === 'TemplateLiteral') {
        stack.push(...child.expressions.map((e) => ({ node: e, rows })));
        continue;
      }
      const params = (child.type === 'ArrowFunctionExpression' || child.type === 'FunctionExpression') && child.params;
      // The parameters of a lambda are columns; those of a plain function over plain values are not.
      const lambda = node === root || node.type === 'Property' || (node.type === 'CallExpression' && isColumn(node, rows));
      stack.push({ node: child, rows: params && lambda && isFunction(child) ? new Set([...rows, ...params.flatMap(namesOf)]) : rows });
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
};

const LONG = 60;
const texts = new Map<string, string>();
const textOf = (file: string): string => {
  const known = texts.get(file);
  if (known !== undefined) return known;
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // A definition that is not a file has no places.
  }
  texts.set(file, text);
  return text;
};
/** Where a callback's text stands in its file; the step's place if that is unknown. */
const placeIn = (text: string, offset: number): Place | undefined => {
  const step = placeOf(trace());
  if (!step) return undefined;
  const file = textOf(step.file);
  const at = file.indexOf(text);
  return at === -1 || file.indexOf(text, at + 1) !== -1 ? step : placeAtOffset(step.file, at + offset);
};

const parsed = (text: string): { readonly root: Any; readonly shift: number } | undefined => {
  // A method of an object has no `function` before it.
  for (const [before, after] of [
    ['(', ')'],
    ['({', '})'],
  ] as const) {
    try {
      return { root: parser().parseExpressionAt(`${before}${text}${after}`, 0, { ecmaVersion: 'latest' }), shift: before.length };
    } catch {
      // Text that another tool rewrote may be no expression; then nothing can be said about it.
    }
  }
  return undefined;
};

/** Operators of JavaScript on columns in a callback, each with its place. */
export const operatorProblems = (callback: unknown): readonly Problem[] => {
  if (typeof callback !== 'function') return [];
  const text = Function.prototype.toString.call(callback);
  if (!SUSPECT.test(text.replaceAll(HARMLESS, "''"))) return [];
  const tree = parsed(text);
  if (!tree) return [];
  // One root above the callback, so that its own parameters are met as those of any function.
  const root = { type: 'ExpressionStatement', expression: tree.root, start: 0, end: text.length } as unknown as Any;
  return operatorsIn(root).map(({ operator, start, end }): Problem => {
    const from = start - tree.shift;
    const at = placeIn(text, from);
    const source = text.slice(from, end - tree.shift).replaceAll(/\s+/g, ' ');
    return Object.freeze({
      kind: 'javascript-operator',
      operator: operator === '`' ? 'a template text' : operator,
      instead: METHODS[operator] ?? '',
      text: source.length > LONG ? `${source.slice(0, LONG)}…` : source,
      ...(at ? { at } : {}),
    });
  });
};
