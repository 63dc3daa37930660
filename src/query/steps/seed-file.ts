/** Rows of a CSV file of the project, read when the definition is evaluated. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CsvCell, readCsv } from '../csv.ts';
import { type DataTypeNode, isText } from '../datatype.ts';
import { literalOf, nullLiteral } from '../literal.ts';
import type { LiteralNode } from '../node.ts';
import type { Place } from '../place.ts';
import type { PlanNode } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { declarationOf } from '../types.ts';
import { seedPlan } from './seed.ts';
import { freeze } from './step.ts';

/** The rows become code, which must stay readable and quick to load. */
const MOST_ROWS = 10_000;
const MOST_BYTES = 1_000_000;
/** A file full of mistakes does not need a message for each. */
const MOST_PROBLEMS = 20;

type Value = LiteralNode['value'];
const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;
const DOUBLE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A decimal as it is written, unless a digit would be lost. */
const decimalOf = (text: string, precision: number, scale: number): Value | undefined => {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const digits = whole.replace(/^0+/, '');
  if (digits.length > precision - scale || fraction.replace(/0+$/, '').length > scale) return undefined;
  return text.replace(/^\+/, '');
};
/** The value of a text, undefined if it is not a value of the type. */
const typedValue = (text: string, type: DataTypeNode): Value | undefined => {
  if (isText(type)) return 'length' in type && [...text].length > type.length ? undefined : text;
  const lifted = (value: string | number | bigint | boolean): Value | undefined => {
    const found = literalOf(value, type);
    return found.kind === 'literal' ? found.value : undefined;
  };
  const trimmed = text.trim();
  switch (type.kind) {
    case 'boolean':
      return /^(?:true|false)$/i.test(trimmed) ? lifted(trimmed.toLowerCase() === 'true') : undefined;
    case 'decimal':
      return DECIMAL.test(trimmed) ? decimalOf(trimmed, type.precision, type.scale) : undefined;
    case 'float':
    case 'double':
      return DOUBLE.test(trimmed) && Number.isFinite(Number(trimmed)) ? lifted(Number(trimmed)) : undefined;
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return lifted(trimmed);
    default:
      return INTEGER.test(trimmed) ? lifted(BigInt(trimmed.replace(/^\+/, ''))) : undefined;
  }
};
const CELLS: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal',
  'boolean',
  'date',
  'timestamp',
  'timestamp_ntz',
]);

/** The text of the file, or why there is none. */
const textOf = (path: string): { readonly text: string } | { readonly why: string } => {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MOST_BYTES) return { why: `it has ${bytes.length} bytes, more than the ${MOST_BYTES} allowed in code: read it with files(…)` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return { why: 'there is no such file; a path is relative to the folder of the definition' };
    return { why: code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'its text is not UTF-8' : `it cannot be read: ${code}` };
  }
};

/** The plan of what `seedFile` was given. */
export const seedFilePlan = (path: unknown, columns: object): PlanNode => {
  const empty = seedPlan(columns, []);
  if (typeof path !== 'string') {
    return freeze(empty, [problem({ kind: 'invalid-option', step: 'seedFile', option: 'path', expected: 'a path, as text', actual: typeof path })]);
  }
  if (empty.problems || empty.kind !== 'seed') return empty;
  const file = resolve(path);
  const found: Problem[] = [];
  const refuse = (why: string, line?: number): void => {
    const at: Place | undefined = line === undefined ? undefined : { file, line, column: 1 };
    found.push(at ? Object.freeze({ kind: 'seed-file', path, why, at }) : problem({ kind: 'seed-file', path, why }));
  };
  const { schema } = empty;
  for (const { name, type } of schema) if (!isText(type) && !CELLS.has(type.kind)) refuse(`column "${name}" is ${type.kind}, which a cell cannot hold`);
  const content = textOf(file);
  if ('why' in content) refuse(content.why);
  if (found.length > 0 || 'why' in content) return freeze(empty, found);
  const csv = readCsv(content.text);
  if ('unclosed' in csv) {
    refuse('a quote is not closed', csv.unclosed);
    return freeze(empty, found);
  }
  const [header, ...rows] = csv.rows;
  const names = Object.entries(columns).map(([name, value]) => declarationOf(value)?.sourceName ?? name);
  const given = (header ?? []).map(({ value }) => value ?? '');
  const missing = names.filter((name) => !given.includes(name));
  const extra = given.filter((name, i) => !names.includes(name) || given.indexOf(name) !== i);
  if (missing.length > 0) refuse(`its first line lacks column ${missing.map((n) => `"${n}"`).join(', ')}`, 1);
  if (extra.length > 0) refuse(`its first line names ${extra.map((n) => `"${n}"`).join(', ')}, which is not declared or appears twice`, 1);
  if (rows.length > MOST_ROWS) refuse(`it has ${rows.length} rows, more than the ${MOST_ROWS} allowed in code: read it with files(…)`);
  if (found.length > 0) return freeze(empty, found);

  const places = names.map((name) => given.indexOf(name));
  const misfit = (cell: CsvCell, payload: Problem): void => void found.push(Object.freeze({ ...payload, at: { file, line: cell.line, column: cell.column } }));
  const values: Value[][] = [];
  for (const row of rows) {
    if (found.length >= MOST_PROBLEMS) break;
    const [first] = row;
    if (row.length !== given.length) {
      refuse(`a row has ${row.length} cells, and the first line ${given.length}`, first?.line ?? 1);
      continue;
    }
    values.push(
      schema.map(({ name, type, nullable }, i) => {
        const cell = row[places[i] ?? 0];
        if (!cell || cell.value === null) {
          if (cell && !nullable)
            misfit(cell, { kind: 'invalid-option', step: 'seedFile', option: name, expected: 'a value, as the column must not be NULL', actual: 'NULL' });
          return nullLiteral(type).value;
        }
        const value = typedValue(cell.value, type);
        if (value === undefined) misfit(cell, { kind: 'literal-does-not-fit', value: JSON.stringify(cell.value), type: type.kind });
        return value ?? null;
      }),
    );
  }
  return freeze({ kind: 'seed', schema, rows: values }, found);
};
