/** The value of an expression in a row, without Spark. */
import { type AggregateNode, type CaseNode, type CastNode, type ExprNode, walk } from '../../query/node.ts';
import { callValue } from './functions.ts';
import type { DataTypeNode } from '../../query/datatype.ts';
import type { PlanNode } from '../../query/plan.ts';
import { divided, placesOf } from './decimals.ts';
import { fails } from './meaning.ts';
import { dayOfMoment, midnightOf, textOfMoment } from './moments.ts';
import { windowValue } from './windows.ts';
import { type Family, familyOf, fitted, keyOf, literalValue, order, UNKNOWN, UnfitRows, type Row, type Value } from './values.ts';

/** One node replaces another: what a mistake in the code would do. */
export interface Change {
  readonly target: object;
  readonly by: ExprNode;
}
export interface Scope {
  /** By input: the row, and the right row of a join. */
  readonly rows: readonly [Row, Row?];
  /** The rows of the group, for aggregates. */
  readonly group?: readonly Row[] | undefined;
  /** The rows of the step, for windows. */
  readonly all?: readonly Row[] | undefined;
  readonly change?: Change | undefined;
  /** Is told which way each condition went. */
  readonly seen?: ((node: object, outcome: string) => void) | undefined;
  /** The rows of another relation whose value is needed. */
  readonly rowsOf?: ((plan: PlanNode) => readonly Row[]) | undefined;
  /** In groups by several sets of keys: 1 where the row is a total over the key; without a key, all of them as bits. */
  readonly grouping?: (key: string | undefined) => Value;
}

const castValue = ({ expr, type, lenient }: CastNode, value: Value): Value => {
  if (value === null || value === UNKNOWN) return value;
  const [from, to] = [familyOf(expr.type), familyOf(type)];
  if (!from || !to) return UNKNOWN;
  if (from === to && from !== 'number') return type.kind === 'varchar' ? UNKNOWN : value;
  if (from === 'number' && to === 'number') {
    const whole = type.kind !== 'double' && type.kind !== 'decimal';
    const loses = type.kind === 'decimal' && Number((value as number).toFixed(type.scale)) !== value;
    return loses || lenient ? UNKNOWN : fitted(whole ? Math.trunc(value as number) : (value as number), type);
  }
  if (to === 'text') return textOf(value, from, expr.type);
  if (from === 'text') return readText(value as string, type, to, lenient);
  if (isMoment(from) && to === 'date') return dayOfMoment(String(value));
  if (from === 'date' && isMoment(to)) return midnightOf(String(value));
  return isMoment(from) && isMoment(to) ? value : UNKNOWN;
};
const isMoment = (family: Family): boolean => family === 'timestamp' || family === 'timestamp_ntz';
const textOf = (value: Exclude<Value, null>, from: Family, type: DataTypeNode): Value => {
  if (isMoment(from)) return textOfMoment(String(value));
  if (type.kind === 'decimal') return (value as number).toFixed(type.scale);
  return type.kind === 'double' ? UNKNOWN : String(value);
};
/** Text that is not a value of any other type. */
const NO_VALUE = /^(?:a|b|ax|bx|xa|xb)?$/;
const READ: { readonly [F in Family]?: (text: string) => Value } = {
  number: (text) => (/^-?\d{1,6}$/.test(text) ? Number(text) : UNKNOWN),
  date: (text) => (/^20\d\d-0[1-9]-[0-2][1-8]$/.test(text) ? text : UNKNOWN),
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : UNKNOWN),
};
const readText = (text: string, type: DataTypeNode, to: Family, lenient: boolean): Value => {
  if (NO_VALUE.test(text)) return lenient ? null : fails();
  const value = READ[to]?.(text) ?? UNKNOWN;
  if (value === UNKNOWN || to !== 'number') return value;
  try {
    return fitted(value as number, type);
  } catch (error) {
    if (lenient && error instanceof UnfitRows) return null;
    throw error;
  }
};

/** Sums of these do not depend on their order. */
const addsExactly = (values: readonly number[]): boolean =>
  values.length < 2 || values.every((value) => Number.isInteger(value * 1024) && Math.abs(value) < MOST_EXACT);
const MOST_EXACT = 2 ** 40;
const total = (values: readonly number[], decimal: boolean): number => {
  if (!decimal && !addsExactly(values)) throw new UnfitRows();
  return values.reduce((sum, value) => sum + value, 0);
};
const aggregateValue = (node: AggregateNode, scope: Scope): Value => {
  const { fn, args, filter, type } = node;
  const rows = (scope.group ?? []).filter((row) => {
    if (!filter) return true;
    const passes = evaluate(filter, { ...scope, rows: [row] });
    if (passes === UNKNOWN) throw new UnknownAggregate();
    return passes === true;
  });
  const tuples = rows.map((row) => args.map((arg) => evaluate(arg, { ...scope, rows: [row] })));
  if (tuples.flat().includes(UNKNOWN)) return UNKNOWN;
  const known = tuples.filter((values) => !values.includes(null));
  const values = known.map(([value]) => value as number);
  switch (fn) {
    case 'count':
      return known.length;
    case 'countDistinct':
      return new Set(known.map(keyOf)).size;
    case 'countIf':
      return values.filter((value) => (value as unknown) === true).length;
    default:
  }
  const arg = args[0];
  if (!arg || familyOf(arg.type) === undefined) return UNKNOWN;
  if (fn === 'every' || fn === 'some') return values.length === 0 ? null : values[fn === 'every' ? 'every' : 'some']((value) => (value as unknown) === true);
  if (values.length === 0) return ['sum', 'avg', 'min', 'max'].includes(fn) ? null : UNKNOWN;
  switch (fn) {
    case 'sum':
      return fitted(total(values, type.kind === 'decimal'), type);
    case 'avg':
      return meanOf(values, arg.type, type);
    case 'min':
      return values.reduce((best, value) => (order(value, best) < 0 ? value : best));
    case 'max':
      return values.reduce((best, value) => (order(value, best) > 0 ? value : best));
    default:
      return UNKNOWN;
  }
};
const meanOf = (values: readonly number[], from: DataTypeNode, type: DataTypeNode): Value => {
  if (type.kind === 'double') return fitted(total(values, false) / values.length, type);
  const [places, to] = [placesOf(from), placesOf(type)];
  if (places === undefined || to === undefined) return UNKNOWN;
  return fitted(divided({ a: total(values, true), b: values.length, places: [places, 0], to }), type);
};
class UnknownAggregate extends Error {}

/** How deeply expressions may be nested to be computed here. */
const DEEPEST = 200;
const DEPTHS = new WeakMap<ExprNode, boolean>();
/** Whether an expression is small enough to be computed here. */
export const isSmall = (node: ExprNode): boolean => {
  const known = DEPTHS.get(node);
  if (known !== undefined) return known;
  let nodes = 0;
  walk([node], () => ++nodes <= DEEPEST);
  const small = nodes <= DEEPEST;
  DEPTHS.set(node, small);
  return small;
};

/** Branches of several families get a common type by casts that only Spark knows. */
const branchValue = (node: CaseNode, branch: ExprNode, scope: Scope): Value => {
  const value = evaluate(branch, scope);
  return value === null || familyOf(branch.type) === familyOf(node.type) ? value : UNKNOWN;
};
export const evaluate = (given: ExprNode, scope: Scope): Value => {
  const node = scope.change?.target === given ? scope.change.by : given;
  switch (node.kind) {
    case 'column':
      return scope.rows[node.input]?.get(node.name) ?? null;
    case 'literal':
      return literalValue(node);
    case 'call': {
      const value = callValue(
        node,
        node.args.map((arg) => evaluate(arg, scope)),
      );
      if (scope.seen && node.type.kind === 'boolean' && value !== UNKNOWN) scope.seen(node, String(value));
      return value;
    }
    case 'cast':
      return castValue(node, evaluate(node.expr, scope));
    case 'case': {
      for (const { when, then } of node.branches) {
        const holds = evaluate(when, scope);
        if (holds === UNKNOWN) return UNKNOWN;
        if (holds === true) {
          scope.seen?.(then, 'taken');
          return branchValue(node, then, scope);
        }
      }
      scope.seen?.(node.otherwise, 'taken');
      return branchValue(node, node.otherwise, scope);
    }
    case 'aggregate':
      try {
        return aggregateValue(node, scope);
      } catch (error) {
        if (error instanceof UnknownAggregate) return UNKNOWN;
        throw error;
      }
    case 'grouping':
      return scope.grouping?.(node.key) ?? UNKNOWN;
    case 'scalar': {
      const rows = scope.rowsOf?.(node.plan);
      if (!rows) return UNKNOWN;
      if (rows.length > 1) return fails();
      const [column] = node.plan.schema;
      return column ? (rows[0]?.get(column.name) ?? null) : UNKNOWN;
    }
    case 'window': {
      const { all, rows } = scope;
      if (!all || familyOf(node.type) === undefined) return UNKNOWN;
      return windowValue(node, rows[0], all, {
        of: (expr, row) => evaluate(expr, { ...scope, rows: [row] }),
        total: (group) => evaluate(node.expr, { ...scope, group }),
      });
    }
    default:
      return UNKNOWN;
  }
};
