/** Where in the user's source a place of a SQL text is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TableModel } from '../model/model.ts';
import type { Place } from '../query/place.ts';

type SqlBody = Extract<TableModel['body'], { kind: 'sql' }>;
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const HOLE = String.raw`\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}`;

/** Texts of the template are found as they are in the source; where one holds an escape, only the table's place is known. */
const templateIn = (source: string, parts: SqlBody['parts'], from: number): RegExpExecArray | undefined => {
  const pattern = parts.map((part, i) => (i % 2 === 0 ? `(${escaped(String(part))})` : `(${HOLE})`)).join('');
  const all = [...source.matchAll(new RegExp(`\`${pattern}\``, 'dg'))];
  // The text may stand in the table's options, or in a constant above or in between.
  return all.find(({ index }) => index >= from) ?? (all.length === 1 ? all[0] : undefined);
};
const lineStart = (source: string, line: number): number => {
  let at = 0;
  for (let i = 1; i < line; i++) at = source.indexOf('\n', at) + 1;
  return at;
};
const placeAt = (source: string, offset: number, file: string): Place => {
  const before = source.slice(0, offset);
  return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
};

/**
 * The place of an offset in the text that was judged, whose parts have these lengths. Undefined where the body's text is not found in the
 * file in which its table is declared.
 */
export const sqlPlace = (body: SqlBody, lengths: readonly number[], offset: number, at: Place, root: string): Place | undefined => {
  const file = join(root, at.file);
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const found = templateIn(source, body.parts, lineStart(source, at.line));
  if (!found?.indices) return undefined;
  let passed = 0;
  for (const [i, length] of lengths.entries()) {
    const start = found.indices[i + 1]?.[0];
    if (start === undefined) return undefined;
    // A hole is named as a whole.
    if (offset < passed + length || i === lengths.length - 1) return placeAt(source, start + (i % 2 === 0 ? offset - passed : 0), file);
    passed += length;
  }
  return undefined;
};
