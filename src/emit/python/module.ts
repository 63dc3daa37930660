/** A Python module as text. */
import { textWidth } from '../../utils/python-text.ts';
import { HEADER } from '../header.ts';
import { docstring, upperFirst } from './docstring.ts';
import { Imports } from './imports.ts';
import { type Doc, WIDTH, concat, group, ifBreak, indent, join, line, print, softline } from './layout.ts';

export interface ModuleText {
  readonly summary: string;
  /** The summary if that is too long for a line. */
  readonly otherwise: string;
  readonly imports: Imports;
  /** Constants and functions; functions are two lines apart. */
  readonly parts: readonly string[];
  /** Its first line. @default that it is generated */
  readonly header?: string;
}

const isDefinition = (part: string): boolean => /^(?:def |class |@|if )/.test(part);
/** A user's names may be longer than a line. Linters allow what has no space to break at, and addresses. */
const isTooLong = (text: string): boolean => {
  if (text.length <= WIDTH / 2 || textWidth(text) <= WIDTH) return false;
  const [first, ...others] = text.trim().split(/\s+/);
  const last = others.at(-1);
  return first !== undefined && last !== undefined && !(last.includes('://') && textWidth(text.trimEnd()) - textWidth(last) <= WIDTH);
};
const lintHint = (text: string): string => (text.split('\n').some(isTooLong) ? '# ruff: noqa: E501\n' : '');

export const moduleText = ({ summary, otherwise, imports, parts, header = HEADER }: ModuleText): string => {
  const blocks: string[] = [docstring({ summary, otherwise, named: true })];
  const importText = imports.text();
  if (importText !== '') blocks.push(`\n${importText}`);
  for (const [i, part] of parts.entries()) {
    const before = parts[i - 1];
    const apart = isDefinition(part) || (before !== undefined && isDefinition(before));
    blocks.push(`${apart ? '\n\n' : '\n'}${part}`);
  }
  const text = `${blocks.join('\n')}\n`;
  return `# ${header}\n${lintHint(text)}${text}`;
};

/** A package's `__init__.py`. */
export const packageText = (summary: string, otherwise: string): string =>
  moduleText({ summary: upperFirst(summary), otherwise, imports: new Imports(), parts: [] });

export interface FunctionText {
  readonly name: string;
  /** Name and type of each parameter. */
  readonly parameters: readonly (readonly [string, string])[];
  readonly returns: string;
  readonly docstring: string;
  readonly body: readonly (Doc | string)[];
}
export const functionText = ({ name, parameters, returns, docstring: doc, body }: FunctionText): string => {
  const listed = parameters.map(([parameter, type]): Doc => `${parameter}: ${type}`);
  const inner = concat(join(concat(',', line), listed), ifBreak(','));
  // A single parameter always gets its comma.
  const all = group(concat('(', indent(concat(softline, listed.length === 1 ? inner : group(inner))), softline, ')'));
  const head = concat(`def ${name}`, listed.length === 0 ? '()' : all, ` -> ${returns}:`);
  return [print(head), doc, ...body.map((statement) => `    ${print(statement, 1)}`)].join('\n');
};
