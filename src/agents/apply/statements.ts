/** Inserts statements after the one that makes a construct. */
import { type Edit, endOf, lineTail } from './edit.ts';
import { NotApplied } from './diagnostics.ts';
import type { Made } from './locate.ts';
import { layOut } from './print.ts';
import type { SourceFile } from './sources.ts';
import { indentAt, type Style } from './style.ts';
import { bare, type Node, parse } from './syntax.ts';

/** The statement that makes a construct, in a list of statements of the same function. After a `return` nothing would run. */
export const statementOf = ({ path }: Made, key: string): Node => {
  for (let i = path.length - 1; i > 0; i--) {
    const [node, parent] = [path[i] as Node, path[i - 1] as Node];
    if (parent.type === 'Program' || parent.type === 'BlockStatement') {
      if (/^(ExpressionStatement|VariableDeclaration|ExportNamedDeclaration)$/.test(node.type)) return node;
      break;
    }
    if (/^(ArrowFunctionExpression|FunctionExpression|Class(Declaration|Expression))$/.test(parent.type)) break;
  }
  throw new NotApplied({ kind: 'statement-place', key });
};

/** The edit that puts code, already with the file's names, after a statement. */
export const statementEdit = (source: SourceFile, statement: Node, codes: readonly string[]): Edit => {
  const { text, syntax, style } = source;
  const { at, endsLine } = lineTail(syntax, endOf(syntax, statement));
  const indent = indentAt(text, statement.start);
  const parts = codes.flatMap((code) => printed(code, style, indent));
  const rest = text.slice(at).trimStart();
  const lines = parts.map(({ code, declares }, i) => {
    // Without a semicolon, a line that begins with a parenthesis would continue ours.
    const next = i < parts.length - 1 ? (parts[i + 1]?.code ?? '') : rest;
    const closed = style.semicolons || /^[([`+\-/]/.test(next) ? `${code};` : code;
    return style.newline.repeat(1 + blankLines(source, declares)) + indent + closed;
  });
  return { start: at, end: at, text: lines.join('') + (endsLine ? '' : style.newline + indent) };
};

const printed = (code: string, style: Style, indent: string): readonly { readonly code: string; readonly declares: boolean }[] => {
  const { program } = parse('code.ts', code);
  return program.body.map((node) => {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    const init = declaration?.type === 'VariableDeclaration' && declaration.declarations.length === 1 ? declaration.declarations[0]?.init : undefined;
    const value = node.type === 'ExpressionStatement' ? node.expression : init;
    const whole = code.slice(node.start, node.end).replace(/\s*;$/, '');
    if (!value) return { code: whole.replaceAll(/\r?\n/g, style.newline), declares: true };
    const head = code.slice(node.start, value.start);
    const laid = layOut(code.slice(value.start, value.end), { style, indent, used: indent.length + head.length, after: 1 });
    return { code: head + laid, declares: node.type !== 'ExpressionStatement' };
  });
};

const makes = (node: Node): 'value' | 'effect' | undefined => {
  const inner = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
  if (inner?.type === 'VariableDeclaration') return inner.declarations.some(({ init }) => init && bare(init).type === 'NewExpression') ? 'value' : undefined;
  return inner?.type === 'ExpressionStatement' && bare(inner.expression).type === 'NewExpression' ? 'effect' : undefined;
};
/** How many blank lines the file leaves before such a statement: rules follow their table, tables stand apart. */
const blankLines = ({ text, syntax }: SourceFile, declares: boolean): number => {
  const wanted = declares ? 'value' : 'effect';
  const gaps = syntax.program.body.flatMap((node, i, all) => {
    const before = all[i - 1];
    if (!before || makes(node) !== wanted || makes(before) === undefined) return [];
    const blank = /\n[ \t]*\r?\n/.test(text.slice(before.end, node.start));
    return [blank ? 1 : 0];
  });
  if (gaps.length === 0) return declares ? 1 : 0;
  return gaps.filter((gap) => gap === 1).length * 2 > gaps.length ? 1 : 0;
};
