import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Diagnostic } from '../model/diagnostics/diagnostic.ts';

export interface RenderOptions {
  /** Places are shown relative to this folder. */
  readonly cwd: string;
  /** @default false */
  readonly color?: boolean;
}
const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Diagnostics as one block of text, without a stack. */
export const renderDiagnostics = (diagnostics: readonly Diagnostic[], { cwd, color = false }: RenderOptions): string => {
  const style = (format: Parameters<typeof styleText>[0], text: string): string => (color ? styleText(format, text, { validateStream: false }) : text);
  const blocks = diagnostics.map((d) => {
    const head = `${style(d.severity === 'error' ? ['red', 'bold'] : ['yellow', 'bold'], d.severity)} ${style('bold', d.code)}  ${d.path}${d.key.length > 0 ? `  ${d.key.join('.')}` : ''}`;
    const place = d.at ? `at ${relative(cwd, d.at.file) || d.at.file}:${d.at.line}:${d.at.column}` : undefined;
    return [
      head,
      `  ${d.message}`,
      ...(d.hint === undefined ? [] : [`  ${style('cyan', d.hint)}`]),
      ...(place === undefined ? [] : [`  ${style('dim', place)}`]),
    ].join('\n');
  });
  const errors = diagnostics.filter((d) => d.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const totals = [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : ''].filter((t) => t !== '').join(', ');
  return diagnostics.length === 0 ? '' : `${blocks.join('\n\n')}\n\n${totals}\n`;
};

/** Diagnostics as data for other programs; places relative, so that the text is the same on every machine. */
export const diagnosticsJson = (diagnostics: readonly Diagnostic[], cwd: string): string =>
  `${JSON.stringify(
    diagnostics.map((d) => (d.at ? { ...d, at: { ...d.at, file: relative(cwd, d.at.file).replaceAll('\\', '/') } } : d)),
    null,
    2,
  )}\n`;
