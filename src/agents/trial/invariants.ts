/** What must hold of the rows that a body gives, whatever it is meant to do. */
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { RuleModel, TableModel } from '../../model/model.ts';
import { givenColumns } from '../../model/writes.ts';
import { walk } from '../../query/node.ts';
import type { Rows } from '../agent.ts';
import type { Dataset } from './adversarial.ts';
import { trialDiagnostic, type TrialProblem } from './diagnostics.ts';
import type { Given } from './shrink.ts';
import type { RunResult } from './trial.ts';

export interface Outcome {
  readonly dataset: Dataset;
  readonly result: RunResult;
}
export interface TwoOutcomes extends Outcome {
  /** For the same rows in a different order. */
  readonly again: RunResult | undefined;
}
/** The same rows, the last first. */
export const reversed = (input: Given): Given => Object.fromEntries(Object.entries(input).map(([key, rows]) => [key, rows.toReversed()]));

/** Columns on which a rule keeps rows out before they are written. */
const guarded = (rules: readonly RuleModel[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const rule of rules) {
    if (rule.kind !== 'row' || rule.onViolation === 'warn') continue;
    walk([rule.check], (node) => {
      if (node.kind === 'column') names.add(node.name);
    });
  }
  return names;
};
const keepsRowsOut = (rules: readonly RuleModel[]): boolean => rules.some(({ onViolation }) => onViolation === 'drop' || onViolation === 'quarantine');

/** What tells the rows of one run apart: a merge that has an order takes the last of several, and versions share a key. */
const keysOf = ({ primaryKey, write }: TableModel): readonly (readonly string[])[] => {
  switch (write.strategy) {
    case 'merge':
      return write.sequenceBy === undefined ? [write.keys] : [];
    case 'scd2':
    case 'insertOnly':
      return [];
    default:
      return primaryKey.length > 0 ? [primaryKey] : [];
  }
};

/** Words of SQL and Python that make rows from a row, or from none. */
const MAKES_ROWS =
  /join|union|explode|inline|lateral|values|pivot|stack|rollup|cube|grouping|sequence|range|flatmap|createdataframe|,\s*\w+\s+(?:where|group|order|limit)|count\s*\(|sum\s*\(|agg/i;
const MOST_SHOWN = 3;
const shown = (rows: readonly unknown[]): string =>
  rows
    .slice(0, MOST_SHOWN)
    .map((row) => JSON.stringify(row))
    .join(', ');
/** The last digits of a sum depend on the order of what is added. */
const rounded = (_key: string, value: unknown): unknown => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value);
const textOf = (row: unknown): string => JSON.stringify(row, rounded);

/** What is broken, one problem of a kind; or what was looked at. `source` is the text of a body in SQL or Python. */
export const invariantProblems = (
  table: TableModel,
  outcomes: readonly TwoOutcomes[],
  source?: string,
): { readonly problems: readonly Diagnostic[]; readonly says: string } => {
  const found = new Map<string, Diagnostic>();
  const report = (problem: TrialProblem, id: string = problem.kind): void => {
    if (!found.has(id)) found.set(id, trialDiagnostic(problem, table.key, table.at, ['query']));
  };
  const free = guarded(table.rules);
  const keys = keepsRowsOut(table.rules) ? [] : keysOf(table);
  const required = givenColumns(table).filter(({ name, nullable }) => !nullable && !free.has(name));
  // The steps of a relation tell: those that only filter and compute cannot make rows.
  const makesNone = source !== undefined && !MAKES_ROWS.test(source);
  let twice = 0;
  let given = 0;
  let gives = 0;
  for (const { dataset, result, again } of outcomes) {
    if (!result.ok) continue;
    const { rows } = result;
    const on = `on the generated input "${dataset.name}"`;
    given += Object.values(dataset.input).reduce((sum, each) => sum + each.length, 0);
    gives += result.count;
    const [rowsIn = 0, ...others] = Object.values(dataset.input).map((each) => each.length);
    if (makesNone && others.length === 0 && result.count > rowsIn)
      report({ kind: 'rows-gained', table: table.key, given: rowsIn, gives: result.count, example: `${shown(rows)} ${on}` });
    for (const { name } of required) {
      const wrong = rows.find((row) => (row[name] ?? null) === null);
      if (wrong) report({ kind: 'null-in-key', table: table.key, column: name, example: `${shown([wrong])} ${on}` }, `null ${name}`);
    }
    for (const columns of keys) {
      const same = firstTwo(rows, columns);
      if (same) report({ kind: 'key-not-unique', table: table.key, columns, example: `${shown(same)} ${on}` }, `key ${columns.join(' ')}`);
    }
    // Nothing can be said about a result that is not returned as a whole.
    if (!again?.ok || result.count > rows.length || again.count > again.rows.length) continue;
    twice++;
    const [one, other] = [difference(rows, again.rows), difference(again.rows, rows)];
    if (one.length + other.length > 0)
      report({ kind: 'not-repeatable', table: table.key, example: `${shown(one) || 'nothing'} or ${shown(other) || 'nothing'} ${on}` });
  }
  const says = [
    `the same result twice on ${twice} inputs`,
    ...keys.map((columns) => `${columns.join(', ')} unique`),
    ...(required.length > 0 ? [`no NULL in ${required.map(({ name }) => name).join(', ')}`] : []),
    `${gives} rows of ${given}`,
  ].join('; ');
  return { problems: [...found.values()], says };
};

const firstTwo = (rows: Rows, columns: readonly string[]): readonly unknown[] | undefined => {
  const seen = new Map<string, unknown>();
  for (const row of rows) {
    const values = columns.map((name) => row[name] ?? null);
    // NULL equals nothing, and is a problem of its own.
    if (values.includes(null)) continue;
    const text = textOf(values);
    if (seen.has(text)) return [seen.get(text), row];
    seen.set(text, row);
  }
  return undefined;
};
/** Rows of the one that the other lacks, as multisets. */
const difference = (one: Rows, other: Rows): readonly unknown[] => {
  const counts = new Map<string, number>();
  for (const row of other) counts.set(textOf(row), (counts.get(textOf(row)) ?? 0) + 1);
  return one.filter((row) => {
    const text = textOf(row);
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left <= 0;
  });
};
