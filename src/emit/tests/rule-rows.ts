/** Rows that a rule must tell apart: that pass, that fail, that leave it open, and that show where its limits are. */
import type { ColumnModel, RuleModel, TableModel } from '../../model/model.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import type { PlanNode } from '../../query/plan.ts';
import { Chance } from './chance.ts';
import { exprChanges } from './changes.ts';
import { evaluate, isSmall } from './evaluate.ts';
import { originOf, poolsOf } from './pools.ts';
import { familyOf, type Row, UNKNOWN, UnfitRows, type Value } from './values.ts';

export interface RuleRow {
  readonly row: Row;
  /** Whether the row violates the rule. */
  readonly violated: boolean;
}
type Checked = Extract<RuleModel, { kind: 'row' }>;

const MOST_COMBINATIONS = 400;
const MOST_ROWS = 12;

/** All combinations if they are few, else some. */
const combinations = (names: readonly string[], pools: readonly (readonly Value[])[], chance: Chance): readonly Row[] => {
  const all = pools.reduce((product, pool) => product * pool.length, 1);
  const row = (place: (size: number, i: number) => number): Row =>
    new Map(names.map((name, i) => [name, pools[i]?.[place(pools[i]?.length ?? 1, i)] ?? null] as const));
  if (all > MOST_COMBINATIONS) return Array.from({ length: MOST_COMBINATIONS }, () => row((size) => Math.floor(chance.next() * size)));
  return Array.from({ length: all }, (_, n) => {
    let rest = n;
    return row((size) => {
      const place = rest % size;
      rest = Math.floor(rest / size);
      return place;
    });
  });
};
export const valueIn = (expr: ExprNode, row: Row, change?: { target: object; by: ExprNode }): Value | 'fails' => {
  try {
    return evaluate(expr, { rows: [row], change });
  } catch (error) {
    if (error instanceof UnfitRows) return 'fails';
    throw error;
  }
};

type Pools = ReturnType<typeof poolsOf>;
type Columned = Pick<TableModel, 'key' | 'columns'>;
const readOf = ({ key, columns }: Columned): PlanNode => ({ kind: 'read', table: key, schema: columns });
/** Values for the columns of tables, by the constants with which a condition compares them. */
export const poolsFor = (condition: ExprNode, table: Columned, to?: Columned): Pools =>
  to
    ? poolsOf({ kind: 'semiJoin', left: readOf(table), right: readOf(to), on: { kind: 'condition', condition }, schema: table.columns })
    : poolsOf({ kind: 'where', condition, schema: table.columns, input: readOf(table) });
/** What some columns of a table may hold. */
export const candidatesOf = (table: Columned, pools: Pools, names: ReadonlySet<string>, draw: string): readonly Row[] => {
  const columns = table.columns.filter(({ name }) => names.has(name));
  const poolOf = ({ name, type }: ColumnModel): readonly Value[] => {
    const { near, usual } = pools(originOf(table.key, name), type);
    const values = near.length > 0 ? [...new Set([...near, ...usual.slice(0, 2)])] : usual;
    return familyOf(type) ? [...values, null] : [null];
  };
  return combinations(
    columns.map(({ name }) => name),
    columns.map(poolOf),
    new Chance(draw),
  );
};
/** The columns of an input that an expression reads. */
export const columnsIn = (expr: ExprNode, input: 0 | 1 = 0): ReadonlySet<string> => {
  const names = new Set<string>();
  walk([expr], (node) => {
    if (node.kind === 'column' && node.input === input) names.add(node.name);
  });
  return names;
};

/** Empty if only Spark knows what the rule means. */
export const ruleRows = (table: TableModel, rule: Checked): readonly RuleRow[] => {
  const { check, nulls } = rule;
  if (!isSmall(check)) return [];
  const candidates = candidatesOf(table, poolsFor(check, table), columnsIn(check), `${table.key}.${rule.name}`);
  const violates = (value: Value): boolean => (value === null ? nulls === 'violate' : value !== true);
  const changes = new Set(exprChanges(check));
  const outcomes = new Set<Value>();
  const found: RuleRow[] = [];
  for (const row of candidates) {
    const value = valueIn(check, row);
    if (value === 'fails' || value === UNKNOWN) continue;
    const violated = violates(value);
    const shown = [...changes].filter((change) => {
      const other = valueIn(check, row, change);
      return other === 'fails' || (other !== UNKNOWN && violates(other) !== violated);
    });
    if (outcomes.has(value) && shown.length === 0) continue;
    outcomes.add(value);
    for (const change of shown) changes.delete(change);
    found.push({ row, violated });
    if (found.length === MOST_ROWS || (changes.size === 0 && outcomes.size === 3)) break;
  }
  return found;
};
