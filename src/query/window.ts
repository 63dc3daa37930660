import type { Expr, SortKey } from './expr.ts';
import { exprNode, sortNode } from './expression.ts';
import type { Duration } from './duration.ts';
import type { Orderable } from './kinds.ts';
import type { FrameBound } from './node.ts';
import { WINDOW, type WindowContent } from './window-content.ts';

/** Made by `Window`; each step allows only what may follow, so `rank` without an order does not compile. */
export interface WindowSpec {
  /** Tells a window from other values. */
  readonly window: true;
  /** Adds an order, which ranks and offsets need. */
  orderBy(...keys: readonly [SortKey | Expr<Orderable>, ...(SortKey | Expr<Orderable>)[]]): OrderedWindow;
}
/** A window with an order: what `rank`, `lag` and frames need. */
export interface OrderedWindow {
  /** Tells a window from other values. */
  readonly window: true;
  /** Tells that it has an order. */
  readonly ordered: true;
  /** Rows relative to the current one; negative is before. */
  rowsBetween(start: number, end: number): FramedWindow;
  /** Values of the single order key relative to the current row's; a `Duration` for times. */
  rangeBetween(start: Duration | number, end: Duration | number): FramedWindow;
}
/** A window with an order and a frame: what `first` and running aggregates can use. */
export interface FramedWindow {
  /** Tells a window from other values. */
  readonly window: true;
  /** Tells that it has a frame. */
  readonly framed: true;
}

const bound = (value: number): FrameBound =>
  value === -Infinity ? 'unbounded preceding' : value === Infinity ? 'unbounded following' : value === 0 ? 'current row' : value;
const amount = (value: Duration | number): number => (typeof value === 'number' ? value : value.seconds);

class WindowBuilder {
  readonly window = true;
  readonly [WINDOW]: WindowContent;
  constructor(content: WindowContent) {
    this[WINDOW] = Object.freeze(content);
    Object.freeze(this);
  }
  orderBy(...keys: readonly unknown[]): WindowBuilder {
    return new WindowBuilder({ ...this[WINDOW], orderBy: keys.map((key) => sortNode(key)) });
  }
  rowsBetween(start: number, end: number): WindowBuilder {
    return new WindowBuilder({ ...this[WINDOW], frame: { unit: 'rows', start: bound(start), end: bound(end) } });
  }
  rangeBetween(start: Duration | number, end: Duration | number): WindowBuilder {
    const seconds = typeof start === 'object' || typeof end === 'object';
    // A duration without a sign means "this long before", as in SQL's INTERVAL … PRECEDING.
    const from = typeof start === 'object' ? -Math.abs(start.seconds) : start;
    const frame = { unit: 'range', start: bound(from), end: bound(amount(end)), ...(seconds ? { seconds: true as const } : {}) } as const;
    return new WindowBuilder({ ...this[WINDOW], frame });
  }
}

/** Window specifications, as in PySpark: `Window.partitionBy(f.carrier).orderBy(f.delay.desc())`. */
export const Window = {
  /** A window over the rows with equal values of these. */
  partitionBy: (...keys: readonly Expr<unknown>[]): WindowSpec =>
    new WindowBuilder({ partitionBy: keys.map((key) => exprNode(key, 'Window.partitionBy')), orderBy: [] }) as unknown as WindowSpec,
  /** All rows as one partition: everything goes through one task. */
  orderBy: (...keys: readonly [SortKey | Expr<Orderable>, ...(SortKey | Expr<Orderable>)[]]): OrderedWindow =>
    new WindowBuilder({ partitionBy: [], orderBy: keys.map((key) => sortNode(key)) }) as unknown as OrderedWindow,
  /** The start of the partition, for `rowsBetween` and `rangeBetween`. */
  unboundedPreceding: -Infinity,
  /** The end of the partition. */
  unboundedFollowing: Infinity,
  /** The current row of the window. */
  currentRow: 0,
} as const;
