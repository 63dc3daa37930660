/** Text in columns of a terminal. */
import { styleText } from 'node:util';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** East Asian wide and fullwidth characters, and those shown as emoji: Unicode Annex 11. */
const WIDE =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const INVISIBLE = /^[\p{M}\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u;

/** How many columns a text without colours takes. */
export function textWidth(text: string): number {
  // Printable ASCII is the usual case.
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (!INVISIBLE.test(segment)) width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)));
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - textWidth(text))) + text;

/** A text of at most `width` columns, in one line; a cut one ends with `…`. */
export function clip(text: string, width: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
  if (textWidth(line) <= width) return line;
  let cut = '';
  let used = 0;
  for (const { segment } of graphemes.segment(line)) {
    used += textWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** A text broken between words into lines of at most `width` columns. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(/\s+/)) {
    if (current !== '' && textWidth(current) + 1 + textWidth(word) > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return current === '' ? lines : [...lines, current];
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
/** `336,776` */
export const countText = (count: number): string => whole.format(count);
/** `12.4` */
export const secondsText = (seconds: number): string => tenths.format(seconds);
/** `1 table`, `2 tables` */
export const plural = (count: number, noun: string): string => `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;
/** Colours a text, or leaves it as it is. */
export const painter =
  (color: boolean): Paint =>
  (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}
/** Rows under their titles, each column as wide as its widest cell; two spaces between columns, none at the ends. */
export function columnsText(columns: readonly Column[], rows: readonly (readonly string[])[], paint: Paint): readonly string[] {
  const widths = columns.map(({ title }, i) => rows.reduce((most, row) => Math.max(most, textWidth(row[i] ?? '')), textWidth(title)));
  const lineOf = (cells: readonly string[]): string =>
    columns
      .map(({ align }, i) => (align === 'left' ? padEnd : padStart)(cells[i] ?? '', widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint('dim', lineOf(columns.map(({ title }) => title))), ...rows.map(lineOf)];
}
