/** Windows. One that is used several times in a step gets a name. */
import type { ExprNode, FrameBound, FrameNode, SortNode, WindowNode } from '../../query/node.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { ExprContext } from './expression.ts';
import type { Doc } from './layout.ts';
import { columnPath } from './names.ts';
import { type Piece, call, method, plain, toDoc } from './syntax.ts';

/** The windows that have names in a function, by their text. */
export interface Windows {
  /** The variable that holds a window, or undefined where it is used once. */
  readonly named: (window: WindowNode, spec: () => Piece) => Piece;
}
/** No window gets a name. */
export const UNNAMED: Windows = { named: (_, spec) => spec() };

interface Context extends ExprContext {
  readonly of: (node: ExprNode) => Piece;
}

/** An unchanged column may be given by its name. */
export const nameOrColumn = (node: ExprNode, context: Context): Doc =>
  node.kind === 'column' ? pythonString(columnPath(...context.scope(node.input, node.name))) : toDoc(context.of(node));

/** A sort key; Spark has NULLs first when ascending, last when descending. */
export const sortDoc = (key: SortNode, column: () => Piece, name?: Doc): Doc => {
  const ascending = key.direction === 'asc';
  const usual = key.nulls === (ascending ? 'first' : 'last');
  if (ascending && usual) return name ?? toDoc(method(column(), 'asc'));
  return toDoc(method(column(), usual ? key.direction : `${key.direction}_nulls_${key.nulls}`));
};

/** Bounds of times are in microseconds, exactly: PySpark's frames take whole numbers only. */
const MICROSECONDS = 1_000_000;
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '_');
const boundDoc = (bound: FrameBound, seconds: boolean, window: string): Doc => {
  switch (bound) {
    case 'unbounded preceding':
      return `${window}.unboundedPreceding`;
    case 'unbounded following':
      return `${window}.unboundedFollowing`;
    case 'current row':
      return `${window}.currentRow`;
    default:
      return seconds ? grouped(bound * MICROSECONDS) : String(bound);
  }
};
const framed = (spec: Piece, frame: FrameNode | undefined, { imports }: ExprContext): Piece => {
  if (!frame) return spec;
  const window = imports.use('Window');
  const bounds = [frame.start, frame.end].map((bound) => boundDoc(bound, frame.seconds === true, window));
  return method(spec, `${frame.unit}Between`, bounds);
};

/** A time as a number whose distances are those of the time. */
const asMicroseconds = (node: ExprNode, { imports, of }: Context): Piece => {
  const time = of(node);
  return call(`${imports.use('F')}.unix_micros`, [toDoc(node.type.kind === 'timestamp' ? time : method(time, 'cast', ['"timestamp"']))]);
};
export const specPiece = (node: WindowNode, context: Context): Piece => {
  const order = node.orderBy.map((key) => {
    if (node.frame?.seconds) return sortDoc(key, () => asMicroseconds(key.expr, context), toDoc(asMicroseconds(key.expr, context)));
    return sortDoc(key, () => context.of(key.expr), nameOrColumn(key.expr, context));
  });
  let spec = plain(context.imports.use('Window'));
  if (node.partitionBy.length > 0 || order.length === 0)
    spec = method(
      spec,
      'partitionBy',
      node.partitionBy.map((key) => nameOrColumn(key, context)),
    );
  return order.length > 0 ? method(spec, 'orderBy', order) : spec;
};

export const windowPiece = (node: WindowNode, context: Context): Piece => {
  const spec = context.windows.named(node, () => specPiece(node, context));
  return method(context.of(node.expr), 'over', [toDoc(framed(spec, node.frame, context))]);
};
