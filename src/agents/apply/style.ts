/** How a file is written, so that what is added looks like the rest. */
import type { Syntax } from './syntax.ts';

export interface Style {
  readonly newline: '\n' | '\r\n';
  /** One step of indentation. */
  readonly unit: string;
  readonly quote: "'" | '"';
  readonly semicolons: boolean;
  /** Longer lines are broken. */
  readonly width: number;
}

const NARROWEST = 100;
const WIDEST = 140;
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The most frequent step of indentation. */
const unitOf = (text: string): string => {
  const steps = new Map<string, number>();
  let before = '';
  for (const line of text.split('\n')) {
    const [, indent = '', first = ''] = /^([ \t]*)(\S?)/.exec(line) ?? [];
    // Lines of block comments are indented by one more.
    if (first === '' || first === '*') continue;
    if (indent.length > before.length && indent.startsWith(before)) {
      const step = indent.slice(before.length);
      steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    before = indent;
  }
  const usual = [...steps].filter(([step]) => step === '\t' || /^ {2,8}$/.test(step)).toSorted(([, a], [, b]) => b - a)[0];
  return usual?.[0] ?? '  ';
};

export const styleOf = ({ text, program }: Syntax): Style => {
  const sources = program.body.flatMap((node) => (node.type === 'ImportDeclaration' ? [text.charAt(node.source.start)] : []));
  const doubles = sources.filter((quote) => quote === '"').length;
  const ended = program.body.filter((node) => text.charAt(node.end - 1) === ';').length;
  const endable = program.body.filter((node) => /^(Import|ExpressionStatement|VariableDeclaration)/.test(node.type)).length;
  const longest = text.split('\n').reduce((most, line) => Math.max(most, line.trimEnd().length), 0);
  const windows = count(text, /\r\n/g);
  return {
    newline: windows > count(text, /\n/g) - windows ? '\r\n' : '\n',
    unit: unitOf(text),
    quote: doubles > sources.length - doubles ? '"' : "'",
    semicolons: endable === 0 || ended * 2 >= endable,
    width: Math.min(WIDEST, Math.max(NARROWEST, longest)),
  };
};

/** The blanks at the start of the line of an offset. */
export const indentAt = (text: string, offset: number): string => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^\uFEFF?([ \t]*)/.exec(text.slice(start))?.[1] ?? '';
};
/** Whether nothing but blanks and comments precedes an offset on its line. */
export const beginsLine = (text: string, offset: number): boolean =>
  /^(?:[\s\uFEFF]|\/\*.*?\*\/)*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
