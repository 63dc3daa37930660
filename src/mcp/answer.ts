/** Answers of tools: compact, and never larger than an assistant can take in. */
import { hash } from 'node:crypto';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import { renderDiagnostics } from '../synth/render.ts';
import { ToolFailure } from './diagnostics.ts';

/** Estimated at 3.5 characters a token. */
export const MOST_TOKENS = 10_000;
const CHARACTERS_A_TOKEN = 3.5;
/** Of an answer as it goes over the wire, where line ends and quotes are escaped. */
export const MOST_CHARACTERS = MOST_TOKENS * CHARACTERS_A_TOKEN;
/** Of the items of one page; the rest is for what is around them. */
const PAGE = 20_000;
/** For what may hold anything: a comment, an intent. */
const MOST_OF_A_TEXT = 240;
const CUT = '\n… cut: ask for less';

export interface Answer {
  readonly text: string;
  /** The same for programs, if it is worthwhile. @default none */
  readonly data?: Readonly<Record<string, unknown>>;
}

const wireLength = (text: string): number => JSON.stringify(text).length;

/** Somebody else's text on one line, without what would be invisible, cut where it is too long. */
export const oneLine = (text: string, most = MOST_OF_A_TEXT): string => {
  // What is cut off anyway need not be looked at.
  const flat = text
    .slice(0, most * 4 + 100)
    .replace(/\p{C}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...flat];
  return characters.length <= most ? flat : `${characters.slice(0, most).join('')}…`;
};
/** The cell of a table. */
export const cell = (text: string, most?: number): string => oneLine(text, most).replaceAll('|', '\\|').replaceAll('`', "'");

/** A text of several lines in a fence that it cannot close. */
export const fenced = (text: string, language: string, most = 6_000): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const plain = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '');
  const shown = plain.length <= most ? plain : `${plain.slice(0, most)}\n… cut after ${most} of ${plain.length} characters`;
  const ticks = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${ticks}${language}\n${shown.replace(/\n+$/, '')}\n${ticks}`;
};

/** Cuts what is still too long, so that no answer can fill a context. */
export const capped = (text: string, most = MOST_CHARACTERS - 1_000): string => {
  if (wireLength(text) <= most) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (wireLength(text.slice(0, middle)) + wireLength(CUT) <= most) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}${CUT}`;
};

export interface Page {
  readonly items: readonly string[];
  /** Of the first of these, from 0. */
  readonly from: number;
  readonly total: number;
  /** For the next page; undefined on the last. */
  readonly next?: string;
}
const cursorOf = (from: number, list: string): string => Buffer.from(`${from}.${list}`).toString('base64url');
const startOf = (cursor: string | undefined, list: string): number => {
  if (cursor === undefined) return 0;
  const [, from = '', of] = /^(\d{1,9})\.(.+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (of !== list) throw new ToolFailure({ kind: 'stale-cursor' }, 'cursor');
  return Number(from);
};
/** As many items as a page holds, from where the cursor stands. A list that has changed since is not continued. */
export const pageOf = (items: readonly string[], cursor: string | undefined, size = PAGE): Page => {
  const list = hash('sha256', items.join('\n'), 'base64url').slice(0, 12);
  const from = startOf(cursor, list);
  let [end, length] = [from, 0];
  while (end < items.length) {
    length += wireLength(items[end] ?? '');
    if (length > size && end > from) break;
    end += 1;
  }
  return { items: items.slice(from, end), from, total: items.length, ...(end < items.length ? { next: cursorOf(end, list) } : {}) };
};
/** What is shown below a page, so that nobody takes the page for everything. */
export const pageEnd = ({ items, from, total, next }: Page, what: string): string =>
  next === undefined
    ? from === 0
      ? ''
      : `\nThe last of ${total} ${what}.`
    : `\n${what} ${from + 1} to ${from + items.length} of ${total}. More with cursor: ${next}`;

/** Diagnostics as text, places relative to a folder. */
export const diagnosticsText = (diagnostics: readonly Diagnostic[], cwd: string): string => renderDiagnostics(diagnostics, { cwd }).trimEnd();

/** Lines of a Markdown table, without its rows. */
export const tableHead = (columns: readonly string[]): string => `| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`;
export const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
