/** Windows over the rows of a step, where the order decides: rows of which chance decides will not do. */
import type { FrameBound, SortNode, WindowNode } from '../../query/node.ts';
import { keyOf, order, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';

type Rows = readonly Row[];

/** The order of two rows, given the values of the keys in both. */
export const compareBy = (keys: readonly SortNode[], valueIn: (key: SortNode, row: Row) => Value, a: Row, b: Row): number => {
  for (const key of keys) {
    const [x, y]: readonly [Value, Value] = [valueIn(key, a), valueIn(key, b)];
    if (x === UNKNOWN || y === UNKNOWN) throw new UnknownRows();
    if (x === null || y === null) {
      if (x === y) continue;
      return (x === null) === (key.nulls === 'first') ? -1 : 1;
    }
    const found = order(x, y);
    if (found !== 0) return key.direction === 'asc' ? found : -found;
  }
  return 0;
};

const place = (bound: FrameBound, at: number, last: number): number => {
  if (bound === 'unbounded preceding') return 0;
  if (bound === 'unbounded following') return last;
  return bound === 'current row' ? at : at + bound;
};
const literalNumber = (node: WindowNode['expr']['args'][number] | undefined): number | undefined =>
  node === undefined ? 1 : node.kind === 'literal' && node.value !== null && Number.isInteger(Number(node.value)) ? Number(node.value) : undefined;

/** How a window computes: the value of an expression in a row, and of its aggregate over rows. */
export interface Means {
  readonly of: (expr: WindowNode['partitionBy'][number], row: Row) => Value;
  readonly total: (rows: Rows) => Value;
}
export const windowValue = (node: WindowNode, row: Row, all: Rows, { of, total }: Means): Value => {
  const { expr, partitionBy, orderBy, frame } = node;
  const key = (one: Row): string => keyOf(partitionBy.map((part) => of(part, one)));
  const own = key(row);
  const compare = (a: Row, b: Row): number => compareBy(orderBy, (by, one) => of(by.expr, one), a, b);
  const partition = all.filter((one) => key(one) === own).toSorted(compare);
  const at = partition.indexOf(row);
  if (at < 0) return UNKNOWN;
  const needOrder = (): void => {
    if (partition.some((one, i) => i > 0 && compare(partition[i - 1] as Row, one) === 0)) throw new UnfitRows();
  };
  const before = (): Rows => partition.filter((one) => compare(one, row) < 0);
  if (expr.kind === 'call') {
    switch (expr.fn) {
      case 'rowNumber':
        needOrder();
        return at + 1;
      case 'rank':
        return before().length + 1;
      case 'denseRank':
        return new Set(before().map((one) => keyOf(orderBy.map((by) => of(by.expr, one))))).size + 1;
      case 'lag':
      case 'lead': {
        const [value, offset] = expr.args;
        const by = literalNumber(offset);
        if (!value || by === undefined) return UNKNOWN;
        needOrder();
        const other = partition[expr.fn === 'lag' ? at - by : at + by];
        return other ? of(value, other) : null;
      }
      default:
        return UNKNOWN;
    }
  }
  if (orderBy.length === 0) return frame ? UNKNOWN : total(partition);
  if (frame?.unit === 'rows') {
    needOrder();
    const last = partition.length - 1;
    const [start, end] = [place(frame.start, at, last), place(frame.end, at, last)];
    return total(partition.slice(Math.max(0, start), Math.max(0, end + 1)));
  }
  // Without a frame, a row sees those before it and its equals.
  const { start = 'unbounded preceding', end = 'current row' } = frame ?? {};
  if (typeof start === 'number' || typeof end === 'number') return UNKNOWN;
  return total(
    partition.filter((one) => {
      const side = compare(one, row);
      return (start === 'unbounded preceding' || side >= 0) && (end === 'unbounded following' || side <= 0);
    }),
  );
};
