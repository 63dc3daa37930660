/** Decisions, as they are found and as a definition has them. */
import { exampleRows, plainRows } from '../../model/examples.ts';
import type { DecisionModel, Model, TableModel } from '../../model/model.ts';
import { typescriptKey, typescriptString, typescriptVariable } from '../../utils/typescript-text.ts';
import type { Question, Rows } from '../agent.ts';
import { constructOf } from '../apply/index.ts';
import type { Change } from '../change.ts';

/** One reading that was taken, and the rows that tell it from others. */
export interface NewDecision {
  readonly says: string;
  readonly question: string;
  readonly given: Readonly<Record<string, Rows>>;
  readonly gives: Rows;
}
/** What taking one of the readings decides; undefined if no rows tell them apart. */
export const decisionOf = ({ text, readings, given }: Question, chosen: number): NewDecision | undefined => {
  const reading = readings[chosen];
  return reading?.gives && given ? { says: reading.says, question: text, given, gives: reading.gives } : undefined;
};

/** As the model has them: what is asked next keeps to it. Undefined if its rows do not fit the tables. */
export const decisionModel = (model: Model, table: TableModel, { says, question, given, gives }: NewDecision): DecisionModel | undefined => {
  const tables = Object.entries(given).map(([key, rows]) => {
    const found = exampleRows(rows, model.tables.find((each) => each.key === key)?.columns ?? []);
    return { table: key, rows: found.rows, wrong: found.problems.length + found.unknown.length };
  });
  // What a table enforces on its own columns need not hold for rows that only show a difference.
  const result = exampleRows(
    gives,
    table.columns.map((column) => ({ ...column, nullable: true })),
  );
  if (tables.some(({ wrong }) => wrong > 0) || result.problems.length + result.unknown.length > 0) return undefined;
  return { says, question, given: tables.map(({ table: key, rows }) => ({ table: key, rows })), gives: result.rows };
};

/** Without the rows of tables that only the readings that were not taken look at: a decision has rows only of what the body reads. */
export const decisionsOver = (decisions: readonly DecisionModel[], reads: readonly string[]): readonly DecisionModel[] =>
  decisions.map((decision) => ({ ...decision, given: decision.given.filter(({ table }) => reads.includes(table)) }));

const valueText = (value: unknown): string => {
  if (typeof value === 'string') return typescriptString(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return rowText(value as Rows[number]);
  return String(value);
};
const rowText = (row: Rows[number]): string =>
  `{ ${Object.entries(row)
    .map(([name, value]) => `${typescriptKey(name)}: ${valueText(value)}`)
    .join(', ')} }`;
const rowsText = (rows: Rows): string => (rows.length === 0 ? '[]' : `[${rows.map(rowText).join(', ')}]`);

/** All decisions of a table as the source of its option; existing ones stay. Undefined if a table has no known place. */
export const decisionsChange = (model: Model, table: TableModel, added: readonly DecisionModel[]): Change | undefined => {
  const construct = constructOf(model, table.key);
  const all = [...(table.decisions ?? []), ...added];
  const columnsOf = (key: string) => model.tables.find((each) => each.key === key)?.columns ?? [];
  const keys = [...new Set(all.flatMap(({ given }) => given.map((each) => each.table)))];
  const names = new Map<string, string>();
  for (const key of keys) {
    const name = typescriptVariable(key.slice(key.indexOf('.') + 1));
    names.set(key, [...names.values()].includes(name) || name === 'rowsOf' ? `${name}_${names.size}` : name);
  }
  const tables = keys.flatMap((key) => {
    const ref = constructOf(model, key);
    return ref ? [{ name: names.get(key) ?? key, table: ref }] : [];
  });
  if (!construct || tables.length < keys.length || all.length === 0) return undefined;
  const texts = all.map(({ says, question, given, gives }) => {
    const inputs = given.map((each) => `rowsOf(${names.get(each.table)}, ${rowsText(plainRows(each.rows, columnsOf(each.table)))})`);
    return [
      '  {',
      `    says: ${typescriptString(says)},`,
      ...(question === undefined ? [] : [`    question: ${typescriptString(question)},`]),
      `    given: [${inputs.join(', ')}],`,
      `    gives: ${rowsText(plainRows(gives, table.columns))},`,
      '  },',
    ].join('\n');
  });
  return { kind: 'properties', construct, set: { decisions: { code: `[\n${texts.join('\n')}\n]`, tables, uses: ['rowsOf'] } } };
};
