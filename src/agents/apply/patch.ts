/** What a user can paste if a change is refused, and what a change does to files, as people read it. */
import { formatPatch, structuredPatch } from 'diff';
import type { Change, SourceText } from '../change.ts';
import type { PlannedFile } from './plan.ts';

const listed = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);
const notesOf = (texts: readonly SourceText[]): readonly string[] => {
  const tables = new Map(texts.flatMap((text) => text.tables.map(({ name, table }) => [name, table.key] as const)));
  const uses = [...new Set(texts.flatMap((text) => text.uses))].toSorted();
  return [
    ...[...tables].map(([name, key]) => `// \`${name}\` is the table ${key}`),
    ...(uses.length === 0 ? [] : [`// ${listed(uses.map((use) => `\`${use}\``))} ${uses.length === 1 ? 'comes' : 'come'} from lakewright`]),
  ];
};

/** A change as text for a person to paste. */
export const patchOf = (change: Change): string => {
  if (change.kind === 'file') return shown(`# ${change.path}\n${change.content}`);
  const { key, at } = change.kind === 'properties' ? change.construct : change.after;
  const place = `${at.file}:${at.line}:${at.column}`;
  if (change.kind === 'statements') {
    const codes = change.statements.map(({ code }) => code);
    return shown([`// after ${key}, at ${place}`, ...notesOf(change.statements), ...codes].join('\n'));
  }
  const set = Object.entries(change.set).flatMap(([name, text]) => (text ? [{ name, text }] : []));
  return shown(
    [`// into the options of ${key}, at ${place}`, ...notesOf(set.map(({ text }) => text)), ...set.map(({ name, text }) => `${name}: ${text.code},`)].join(
      '\n',
    ),
  );
};

/** Control characters that a terminal would obey are spelled out. */
const shown = (text: string): string =>
  text.replace(/(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const COLOURS: Readonly<Record<string, string>> = { '+': '\u001b[32m', '-': '\u001b[31m', '@': '\u001b[36m' };
/** A unified diff of all files. */
export const renderDiff = (files: readonly PlannedFile[], { colour = false }: { readonly colour?: boolean } = {}): string => {
  const text = files
    .map(({ path, before, after }) => {
      const name = shown(path);
      const [from, to] = [before === undefined ? '/dev/null' : `a/${name}`, `b/${name}`];
      return formatPatch(structuredPatch(from, to, before ?? '', after, undefined, undefined, { context: 3 })).replace(/^=+\n/, '');
    })
    .join('');
  const safe = shown(text).replaceAll('\r\n', '\n');
  if (!colour) return safe;
  return safe
    .split('\n')
    .map((line) => {
      const begin = /^(---|\+\+\+) /.test(line) ? '\u001b[1m' : COLOURS[line.charAt(0)];
      return begin === undefined ? line : `${begin}${line}\u001b[0m`;
    })
    .join('\n');
};
