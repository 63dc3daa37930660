/** Adds and replaces properties of an object literal. */
import { typescriptKey } from '../../utils/typescript-text.ts';
import { type Edit, lineTail, skipBlank } from './edit.ts';
import { layOut } from './print.ts';
import type { SourceFile } from './sources.ts';
import { beginsLine, indentAt } from './style.ts';
import { keyName, type NodeOf, parse, sameShape, shapeOf } from './syntax.ts';

type ObjectLiteral = NodeOf<'ObjectExpression'>;
type Property = NodeOf<'Property'>;
/** Name to code. */
export type Settings = ReadonlyMap<string, string>;

const PRECEDING = ['intent', 'columns', 'decisions'];
/** The order of new properties. */
const ORDER = ['decisions', 'query'];

/** The edits that give an object these properties. */
export const propertyEdits = (source: SourceFile, object: ObjectLiteral, given: Settings): readonly Edit[] => {
  // What already means the same keeps its own layout.
  const settings = new Map(
    [...given].filter(([name, code]) => !object.properties.some((each) => each.type === 'Property' && keyName(each) === name && isSame(each, code))),
  );
  if (settings.size === 0) return [];
  const present = object.properties.flatMap((each) => (each.type === 'Property' && settings.has(keyName(each) ?? '') ? [each] : []));
  const names = new Set(present.map(keyName));
  const added = [...settings].filter(([name]) => !names.has(name)).toSorted(([a], [b]) => rankOf(a) - rankOf(b));
  const flat = oneLine(source, object, settings, present, added);
  if (flat) return flat;
  return [...present.map((property) => replacement(source, property, settings.get(keyName(property) ?? '') ?? '')), ...additions(source, object, added)];
};

/** Others keep the order in which they are given. */
const rankOf = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
const isSame = ({ value }: Property, code: string): boolean => {
  const [statement] = parse('code.ts', `(${code}\n)`).program.body;
  const expression =
    statement?.type === 'ExpressionStatement' && statement.expression.type === 'ParenthesizedExpression' ? statement.expression.expression : undefined;
  return sameShape(shapeOf(value), shapeOf(expression));
};
const keyText = (source: SourceFile, object: ObjectLiteral, name: string): string => {
  const keys = object.properties.flatMap((each) => (each.type === 'Property' ? [each.key] : []));
  const quoted = keys.filter((key) => key.type === 'Literal');
  const quote = quoted[0] ? source.text.charAt(quoted[0].start) : '';
  return quoted.length * 2 > keys.length && typescriptKey(name) === name ? `${quote}${name}${quote}` : typescriptKey(name);
};
const columnOf = (text: string, offset: number): number => offset - text.lastIndexOf('\n', offset - 1) - 1;

const replacement = ({ text, style }: SourceFile, property: Property, code: string): Edit => {
  const { start, end } = property.shorthand ? property : property.value;
  const head = property.shorthand ? `${text.slice(property.key.start, property.key.end)}: ` : '';
  const laid = layOut(code, { style, indent: indentAt(text, property.start), used: columnOf(text, start) + head.length, after: 1 });
  return { start, end, text: head + laid };
};

type Added = readonly (readonly [name: string, code: string])[];
const additions = (source: SourceFile, object: ObjectLiteral, added: Added): readonly Edit[] => {
  if (added.length === 0) return [];
  const { text, syntax, style } = source;
  const newline = style.newline;
  const lineOf = ([name, code]: readonly [string, string], indent: string, before = ''): string => {
    const head = `${before}${keyText(source, object, name)}: `;
    return head + layOut(code, { style, indent, used: indent.length + head.length, after: 1 });
  };
  const insert = (at: number, by: string): Edit => ({ start: at, end: at, text: by });
  const properties = object.properties;
  const first = properties[0];
  const anchor = anchorOf(object);
  if (!first || !anchor) return intoEmpty(source, object, added, lineOf);

  const indent = beginsLine(text, first.start) ? indentAt(text, first.start) : beginsLine(text, anchor.start) ? indentAt(text, anchor.start) : undefined;
  const token = skipBlank(syntax, anchor.end);
  const comma = text.charAt(token) === ',' ? token : undefined;
  if (comma !== undefined && beginsLine(text, comma)) {
    const outer = indentAt(text, comma);
    return [insert(comma, added.map((each) => lineOf(each, outer, ', ') + newline + outer).join(''))];
  }
  // On one line with the existing ones.
  if (indent === undefined) {
    const inner = indentAt(text, anchor.start);
    if (comma !== undefined) return [insert(comma + 1, added.map((each) => ` ${lineOf(each, inner)},`).join(''))];
    // A comment that goes to the end of its line would take ours with it.
    const tail = lineTail(syntax, anchor.end);
    return [insert(tail.endsLine ? anchor.end : tail.at, added.map((each) => `, ${lineOf(each, inner)}`).join(''))];
  }
  if (comma === undefined) {
    const leading = leadingComma(source, properties);
    const tail = lineTail(syntax, anchor.end).at;
    if (leading !== undefined) {
      const outer = indentAt(text, leading);
      return [insert(tail, added.map((each) => newline + outer + lineOf(each, outer, ', ')).join(''))];
    }
    return [insert(anchor.end, ','), insert(tail, added.map((each) => newline + indent + lineOf(each, indent)).join(','))];
  }
  const tail = lineTail(syntax, comma + 1);
  const lines = added.map((each) => `${newline}${indent}${lineOf(each, indent)},`).join('');
  if (tail.endsLine) return [insert(tail.at, lines)];
  const next = properties[properties.indexOf(anchor) + 1];
  // What follows on the line goes to a line of its own, unless a comment stands in between.
  if (next && /^[ \t]*$/.test(text.slice(comma + 1, next.start))) return [{ start: comma + 1, end: next.start, text: `${lines}${newline}${indent}` }];
  return [insert(comma + 1, next ? added.map((each) => ` ${lineOf(each, indent)},`).join('') : lines)];
};

/** After which property new ones go. What a spread brings is overridden only by what follows it. */
const anchorOf = ({ properties }: ObjectLiteral): ObjectLiteral['properties'][number] | undefined => {
  const spread = properties.findLastIndex(({ type }) => type === 'SpreadElement');
  const after = properties.findLastIndex((each) => each.type === 'Property' && PRECEDING.includes(keyName(each) ?? ''));
  return after === -1 || after < spread ? properties.at(-1) : properties[after];
};
/** The comma before the last property, where commas begin lines. */
const leadingComma = ({ text, syntax }: SourceFile, properties: ObjectLiteral['properties']): number | undefined => {
  const before = properties.at(-2);
  if (!before) return undefined;
  const comma = skipBlank(syntax, before.end);
  return beginsLine(text, comma) ? comma : undefined;
};

type LineOf = (added: readonly [string, string], indent: string) => string;
const intoEmpty = ({ text, syntax, style }: SourceFile, object: ObjectLiteral, added: Added, lineOf: LineOf): readonly Edit[] => {
  const { newline, unit } = style;
  const inside = syntax.comments.filter(({ start, end }) => object.start < start && end < object.end);
  const last = inside.at(-1);
  const from = last?.end ?? object.start + 1;
  const outer = indentAt(text, object.start);
  const inner = last && beginsLine(text, last.start) ? indentAt(text, last.start) : outer + unit;
  const close = object.end - 1;
  const lines = added.map((each) => `${newline}${inner}${lineOf(each, inner)},`).join('');
  if (text.slice(object.start, object.end).includes('\n')) return [{ start: from, end: from, text: lines }];
  const flat = ` ${added.map((each) => lineOf(each, outer)).join(', ')} `;
  if (!flat.includes('\n') && columnOf(text, object.end) + flat.length <= style.width) return [{ start: from, end: close, text: flat }];
  return [{ start: from, end: close, text: `${lines}${newline}${outer}` }];
};

/** An object on one line stays on it where there is room; otherwise each of its properties gets a line. Undefined for other objects. */
const oneLine = (source: SourceFile, object: ObjectLiteral, settings: Settings, present: readonly Property[], added: Added): readonly Edit[] | undefined => {
  const { text, syntax, style } = source;
  const { properties } = object;
  if (properties.length === 0 || text.slice(object.start, object.end).includes('\n')) return undefined;
  const codes = [...settings.values()];
  const old = present.reduce((sum, { value }) => sum + value.end - value.start, 0);
  const lineEnd = text.indexOf('\n', object.end);
  const line = (lineEnd === -1 ? text.length : lineEnd) - object.end + columnOf(text, object.end);
  const length = line - old + codes.reduce((sum, code) => sum + code.length, 0) + added.reduce((sum, [name]) => sum + name.length + 4, 0);
  const long = codes.some((code) => code.includes('\n') || layOut(code, { style, indent: '', used: 0, after: 0 }).includes('\n')) || length > style.width;
  const gaps = syntax.comments.some((c) => object.start < c.start && c.end < object.end && !properties.some((p) => p.start < c.start && c.end < p.end));
  if (!long || gaps) return undefined;
  const outer = indentAt(text, object.start);
  const inner = outer + style.unit;
  const separator = style.newline + inner;
  const anchor = anchorOf(object);
  const fresh = added.map(([name, code]) => {
    const head = `${keyText(source, object, name)}: `;
    return `${separator}${head}${layOut(code, { style, indent: inner, used: inner.length + head.length, after: 1 })},`;
  });
  return properties.flatMap((property, i): readonly Edit[] => {
    const before = properties[i - 1];
    const from = before ? skipBlank(syntax, before.end) + 1 : object.start + 1;
    const token = skipBlank(syntax, property.end);
    const comma = text.charAt(token) === ',';
    const own = property.type === 'Property' && present.includes(property) ? settings.get(keyName(property) ?? '') : undefined;
    const head = own !== undefined && property.type === 'Property' ? text.slice(property.start, property.shorthand ? property.end : property.value.start) : '';
    const value: readonly Edit[] =
      own === undefined || property.type !== 'Property'
        ? []
        : [
            property.shorthand
              ? { start: property.end, end: property.end, text: `: ${layOut(own, { style, indent: inner, used: inner.length + head.length + 2, after: 1 })}` }
              : {
                  start: property.value.start,
                  end: property.value.end,
                  text: layOut(own, { style, indent: inner, used: inner.length + head.length, after: 1 }),
                },
          ];
    const isLast = i === properties.length - 1;
    const news = property === anchor ? fresh.join('') : '';
    return [
      { start: from, end: property.start, text: separator },
      ...value,
      ...(isLast
        ? [{ start: comma ? token + 1 : property.end, end: object.end - 1, text: `${comma ? '' : ','}${news}${style.newline}${outer}` }]
        : news === ''
          ? []
          : [{ start: token + 1, end: token + 1, text: news }]),
    ];
  });
};
