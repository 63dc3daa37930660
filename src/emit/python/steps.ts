/** For each kind of step, how it is added to the chain of its input. */
import { fieldText, readType, typeText } from '../../query/datatype.ts';
import type { NamedExpr, SortNode } from '../../query/node.ts';
import { intervalText } from '../../query/interval.ts';
import type { AggregatePlan, PlanKind, PlanNode, Schema, SeedPlan } from '../../query/plan.ts';
import { pythonFloat, pythonString } from '../../utils/python-text.ts';
import { joinAsOf } from './as-of.ts';
import { filterJoin, join } from './joins.ts';
import { explode, groupingSets, pivot, unpivot } from './reshape.ts';
import type { Doc } from './layout.ts';
import { pythonValue } from './literal.ts';
import { columnPath } from './names.ts';
import { type Frame, type StepContext, named } from './plan.ts';
import { setOperation, union } from './sets.ts';
import { type Piece, dict, keyword, list, method, plain, string, strings, toDoc, tuple } from './syntax.ts';
import { sortDoc } from './window.ts';

type StepRule<K extends PlanKind> = (step: Extract<PlanNode, { kind: K }>, context: StepContext) => Frame;

const step = (frame: Frame, name: string, docs: readonly Doc[], open = frame.open): Frame => ({ piece: method(frame.piece, name, docs), open });
const isPassed = ({ name, expr }: NamedExpr): boolean => expr.kind === 'column' && expr.name === name;
const sortDocs = (keys: readonly SortNode[], context: StepContext): readonly Doc[] =>
  keys.map((key) => sortDoc(key, () => context.expr(key.expr), key.expr.kind === 'column' ? pythonString(columnPath(key.expr.name)) : undefined));

/** Below this many columns a list of them reads better than what changes in it. */
const FEW = 3;
/** Whether a selection keeps all columns in their places, so that only its changes and additions need to be written. */
export const keepsAll = (columns: readonly NamedExpr[], input: Schema): boolean => {
  if (isNothing(columns, input)) return true;
  const passed = columns.filter(isPassed).length;
  return passed >= FEW && passed >= columns.length - passed && input.every((column, i) => columns[i]?.name === column.name);
};
const isNothing = (columns: readonly NamedExpr[], input: Schema): boolean =>
  columns.length === input.length && columns.every((column, i) => isPassed(column) && column.name === input[i]?.name);
const withColumns = (frame: Frame, columns: readonly NamedExpr[], context: StepContext): Frame => {
  const entries = columns.map(({ name, expr }) => [name, context.expr(expr)] as const);
  const [only] = entries;
  if (!only) return frame;
  if (entries.length === 1) return step(frame, 'withColumn', [pythonString(only[0]), toDoc(only[1])]);
  return step(frame, 'withColumns', [dict(entries)]);
};

const aggregate = ({ input, keys, aggregates }: AggregatePlan, context: StepContext): Frame => {
  const frame = context.frame(input);
  const keyDocs = keys.map((key) => named(key, context));
  const docs = aggregates.map((column) => toDoc(method(context.expr(column.expr), 'alias', [pythonString(column.name)])));
  // PySpark refuses to aggregate nothing.
  if (docs.length === 0) return step(step(frame, 'select', keyDocs), 'distinct', [], false);
  const grouped = keyDocs.length === 0 ? frame : step(frame, 'groupBy', keyDocs);
  return step(grouped, 'agg', docs, false);
};

/** Frames have no sized text: their tables have it. */
const ddl = (schema: Schema): string =>
  schema.map(({ name, type, nullable }) => `${fieldText(name)} ${typeText(readType(type))}${nullable ? '' : ' NOT NULL'}`).join(', ');
const seed = ({ schema, rows }: SeedPlan, { imports }: StepContext): Frame => {
  const values = rows.map((row) => tuple(row.map((value, i) => toDoc(pythonValue(value, schema[i]?.type ?? { kind: 'error' }, imports)))));
  const session = method(plain(imports.use('SparkSession')), 'active');
  return { piece: method(session, 'createDataFrame', [list(values), toDoc(string(ddl(schema)))]), open: false };
};

export const STEPS: { readonly [K in Exclude<PlanKind, 'read' | 'readStream'>]: StepRule<K> } = {
  seed,
  where: ({ input, condition }, context) => step(context.frame(input), 'where', [toDoc(context.expr(condition))]),
  select: ({ input, columns }, context) => {
    const frame = context.frame(input);
    if (keepsAll(columns, input.schema))
      return withColumns(
        frame,
        columns.filter((column) => !isPassed(column)),
        context,
      );
    return step(
      frame,
      'select',
      columns.map((column) => named(column, context)),
      false,
    );
  },
  withColumns: ({ input, columns }, context) => withColumns(context.frame(input), columns, context),
  drop: ({ input, names }, context) => step(context.frame(input), 'drop', names.map(pythonString)),
  distinct: ({ input }, context) => step(context.exact(input), 'distinct', []),
  limit: ({ input, rows, offset }, context) => {
    const frame = context.frame(input);
    return step(offset === undefined ? frame : step(frame, 'offset', [String(offset)]), 'limit', [String(rows)]);
  },
  sample: ({ input, fraction, seed: start }, context) =>
    step(context.frame(input), 'sample', [keyword('fraction', plain(pythonFloat(fraction))), keyword('seed', plain(String(start)))]),
  explode,
  unpivot,
  pivot,
  groupingSets,
  orderBy: ({ input, keys }, context) => step(context.frame(input), 'orderBy', sortDocs(keys, context)),
  aggregate,
  unionByName: union,
  intersect: setOperation,
  except: setOperation,
  dropDuplicates: ({ input, by, order, ties }, context) => {
    const options: readonly (readonly [string, Piece])[] = [
      ['by', plain(strings(by))],
      ['order', plain(list(sortDocs(order, context)))],
      ['ties', plain(pythonString(ties))],
    ];
    return step(context.exact(input), 'transform', [context.imports.use('keep_first'), ...options.map(([name, value]) => keyword(name, value))]);
  },
  withWatermark: ({ input, column, seconds }, context) =>
    step(context.frame(input), 'withWatermark', [pythonString(columnPath(column)), pythonString(intervalText(seconds))]),
  dropDuplicatesWithinWatermark: ({ input, by }, context) => step(context.frame(input), 'dropDuplicatesWithinWatermark', [strings(by)]),
  join,
  joinAsOf,
  semiJoin: filterJoin,
  antiJoin: filterJoin,
};
