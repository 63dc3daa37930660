/** Windows over the rows of a step, where the order decides: rows whose order is left to chance will not do. */
import type { FrameBound, FrameNode, SortNode, WindowNode } from '../../query/node.ts';
import { keyOf, order, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';

type Rows = readonly Row[];

/** The order of two values of a key. */
const compareValues = (key: SortNode, x: Value, y: Value): number => {
  if (x === UNKNOWN || y === UNKNOWN) throw new UnknownRows();
  if (x === null || y === null) return x === y ? 0 : (x === null) === (key.nulls === 'first') ? -1 : 1;
  const found = order(x, y);
  return key.direction === 'asc' ? found : -found;
};
/** The order of two rows, given the values of the keys in both. */
export const compareBy = (keys: readonly SortNode[], valueIn: (key: SortNode, row: Row) => Value, a: Row, b: Row): number => {
  for (const key of keys) {
    const found = compareValues(key, valueIn(key, a), valueIn(key, b));
    if (found !== 0) return found;
  }
  return 0;
};

const place = (bound: FrameBound, at: number, last: number): number => {
  if (bound === 'unbounded preceding') return 0;
  if (bound === 'unbounded following') return last;
  return bound === 'current row' ? at : at + bound;
};
const SECOND = 1000;
/** A value from which distances are measured: a number, or a time in seconds. */
const measured = (value: Value, seconds: boolean | undefined): number | null => {
  if (value === null) return null;
  if (seconds) return Date.parse(String(value)) / SECOND;
  if (typeof value !== 'number') throw new UnknownRows();
  return value;
};
/** Whether a row is in a frame around another one that reaches as far as distances say: NULL is near only NULL. */
const isNear = (frame: FrameNode, key: SortNode, one: Value, row: Value): boolean => {
  const [x, y] = [measured(one, frame.seconds), measured(row, frame.seconds)];
  const moved = (by: number): number | null => (y === null ? null : key.direction === 'asc' ? y + by : y - by);
  const side = (bound: FrameBound): number => compareValues(key, x, typeof bound === 'number' ? moved(bound) : y);
  return (frame.start === 'unbounded preceding' || side(frame.start) >= 0) && (frame.end === 'unbounded following' || side(frame.end) <= 0);
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
  if (frame && (typeof start === 'number' || typeof end === 'number')) {
    const [by] = orderBy;
    if (!by || orderBy.length > 1) return UNKNOWN;
    const at = of(by.expr, row);
    return total(partition.filter((one) => isNear(frame, by, of(by.expr, one), at)));
  }
  return total(
    partition.filter((one) => {
      const side = compare(one, row);
      return (start === 'unbounded preceding' || side >= 0) && (end === 'unbounded following' || side <= 0);
    }),
  );
};
