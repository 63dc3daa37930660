/** From an answer to tests, as far as they fit the tables. */
import type { IntentExample, IntentProperty } from '../../emit/tests/intent.ts';
import { exampleRows, type ExampleRows } from '../../model/examples.ts';
import type { TableModel } from '../../model/model.ts';
import type { TestingAnswer, TestingInput } from './answer.ts';

export interface WrittenTests {
  readonly examples: readonly IntentExample[];
  readonly properties: readonly IntentProperty[];
  /** In words, for whoever wrote them. */
  readonly wrong: readonly string[];
}

const listOf = (text: string): readonly Readonly<Record<string, unknown>>[] | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row)) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** `whole`: rows of a table, which have all columns that are never NULL, and the key of no other row. */
const rowsIn = (text: string, { key, columns, primaryKey }: TableModel, where: string, whole: boolean, wrong: string[]): ExampleRows => {
  const given = listOf(text);
  if (!given) {
    wrong.push(`${where}: the rows of ${key} are no JSON list of objects`);
    return { columns: [], rows: [] };
  }
  // Only what is stored enforces NOT NULL: the output of a body is compared as it is.
  const schema = whole ? columns : columns.map((column) => ({ ...column, nullable: true }));
  const { rows, problems, unknown } = exampleRows(given, schema, whole);
  for (const column of unknown) wrong.push(`${where}: ${key} has no column "${column}"`);
  for (const { row, column, expected, actual } of problems) wrong.push(`${where}: row ${row + 1} of ${key}, "${column}" must be ${expected}, not ${actual}`);
  if (whole && primaryKey.length > 0) {
    const keys = given.map((row) => JSON.stringify(primaryKey.map((name) => row[name] ?? null)));
    if (new Set(keys).size < keys.length) wrong.push(`${where}: two rows of ${key} have the same key (${primaryKey.join(', ')})`);
  }
  return rows;
};

export const readTests = ({ examples, properties }: TestingAnswer, { table, reads }: TestingInput): WrittenTests => {
  const wrong: string[] = [];
  const byKey = new Map(reads.map((each) => [each.key, each]));
  const read = examples.map(({ shows, given, gives }, i): IntentExample => {
    const where = `example ${i + 1}`;
    if (examples.findIndex((other) => other.shows === shows) !== i) wrong.push(`${where}: another one shows the same: ${shows}`);
    const inputs = given.flatMap((each) => {
      const input = byKey.get(each.table);
      if (!input) wrong.push(`${where}: ${each.table} is not one of the tables that are read (${[...byKey.keys()].join(', ')})`);
      return input ? [{ table: input.key, rows: rowsIn(each.rows, input, where, true, wrong) }] : [];
    });
    if (inputs.every(({ rows }) => rows.rows.length === 0)) wrong.push(`${where}: no row goes in, so that it shows nothing`);
    if (new Set(inputs.map((each) => each.table)).size < inputs.length) wrong.push(`${where}: a table is given twice`);
    return { says: shows, given: inputs, gives: rowsIn(gives, table, where, false, wrong) };
  });
  const known = new Set(table.columns.map(({ name }) => name));
  const claims = properties.flatMap(({ kind, columns, table: than }, i): readonly IntentProperty[] => {
    const where = `property ${i + 1}`;
    if (kind === 'no_more_rows_than') {
      if (than === null || !byKey.has(than)) wrong.push(`${where}: ${than ?? 'nothing'} is not one of the tables that are read`);
      return [{ kind: 'noMoreThan', table: than ?? '' }];
    }
    const missing = columns.filter((name) => !known.has(name));
    if (missing.length > 0 || columns.length === 0) wrong.push(`${where}: ${missing.join(', ') || 'nothing'} is no column of ${table.key}`);
    return [{ kind: kind === 'unique' ? 'unique' : 'neverNull', columns }];
  });
  if (examples.length === 0) wrong.push('there is no example');
  return { examples: read, properties: claims, wrong };
};
