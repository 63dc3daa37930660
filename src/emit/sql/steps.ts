/** For each kind of step, how it is added to the SELECT of its input. */
import { type ExprNode, type NamedExpr, walk } from '../../query/node.ts';
import type { AggregatePlan, OrderByPlan, PlanKind, PlanNode, SeedPlan } from '../../query/plan.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { joinAsOf } from './as-of.ts';
import { type Body, type PlanContext, isUnion, selectFrom } from './body.ts';
import { deduplicate } from './deduplicate.ts';
import { compileExpr, type Scope } from './expression.ts';
import { filterJoin, join } from './joins.ts';
import { concat, indent, line, group } from './layout.ts';
import { sqlLiteral } from './literal.ts';
import { type Item, item, passed } from './select.ts';
import { explode, groupingSets, pivot, sample, unpivot } from './reshape.ts';
import { inOrder, setOperation, union } from './sets.ts';
import { type Piece, listed, tight } from './syntax.ts';
import { sortDoc } from './window.ts';

export type StepRule<K extends PlanKind> = (step: Extract<PlanNode, { kind: K }>, context: PlanContext) => Body;

/** A whole number in GROUP BY or ORDER BY would mean the column at that position. */
const notAPlace = (expr: NamedExpr['expr'], piece: Piece): Piece =>
  expr.kind === 'literal' && expr.type.kind === 'int' ? tight(concat('CAST(', piece.doc, ' AS INT)')) : piece;

const aggregate = ({ input, keys, aggregates }: AggregatePlan, context: PlanContext): Body => {
  const select = context.open(input);
  const items = [...keys, ...aggregates].map((column) => item(column, select.scope, context.value));
  const inputs = new Set(input.schema.map((column) => column.name.toLowerCase()));
  // GROUP BY may name a column of the result, but a column of the input goes first.
  const groupBy = keys.map((key, i) => (inputs.has(key.name.toLowerCase()) ? notAPlace(key.expr, tight((items[i] as Item).doc)).doc : sqlIdentifier(key.name)));
  // Without an aggregate function, only this says that there is one row overall.
  const oneRow = keys.length === 0 && !aggregates.some(({ expr }) => hasAggregate(expr));
  return { ...select, items, groupBy: oneRow ? ['GROUPING SETS (())'] : groupBy };
};
const hasAggregate = (expr: ExprNode): boolean => {
  let found = false;
  walk([expr], (node) => {
    if (node.kind === 'aggregate') found = true;
    return !found;
  });
  return found;
};

const seed = ({ schema, rows }: SeedPlan): Body => {
  const scope: Scope = { column: (_, name) => tight(sqlIdentifier(name)), isTable: (name) => name.toLowerCase() === 'given' };
  if (rows.length === 0) {
    const items = schema.map(({ name, type }): Item => ({ name, doc: sqlLiteral(null, type) }));
    return { scope, closed: true, where: [tight('false')], items };
  }
  const values = rows.map((row) => `(${row.map((value, i) => sqlLiteral(value, schema[i]?.type ?? { kind: 'error' })).join(', ')})`);
  const names = schema.map((column) => sqlIdentifier(column.name)).join(', ');
  return { scope, closed: true, where: [], from: concat('VALUES', indent(group(concat(line, listed(values)))), ` AS given(${names})`) };
};

/** A view of a stream is refused before anything is written, and tables of streams are not written as SQL. */
const noQuery = ({ kind }: PlanNode): never => {
  throw new Error(`${kind} stands in no query: a stream is no view`);
};

/** ORDER BY sees the columns that the SELECT gives. */
const OUTPUT: Scope = { column: (_, name) => tight(sqlIdentifier(name)), isTable: () => true };
const orderBy = ({ input, keys }: OrderByPlan, context: PlanContext): Body => {
  const body = context.own(input);
  const select = body && !isUnion(body) && body.orderBy === undefined && body.limit === undefined ? body : selectFrom(context.source(input));
  return { ...select, orderBy: keys.map((key) => sortDoc(key, notAPlace(key.expr, compileExpr(key.expr, OUTPUT)))) };
};

export const STEPS: { readonly [K in Exclude<PlanKind, 'read'>]: StepRule<K> } = {
  seed,
  where: ({ input, condition }, context) => {
    const select = context.open(input);
    return { ...select, where: [...select.where, compileExpr(condition, select.scope, context.value)] };
  },
  select: ({ input, columns }, context) => {
    const select = context.open(input);
    return { ...select, items: columns.map((column) => item(column, select.scope, context.value)) };
  },
  withColumns: ({ input, columns, schema }, context) => {
    const select = context.open(input);
    const added = new Map(columns.map((column) => [column.name, item(column, select.scope, context.value)]));
    const replaces = input.schema.some((column) => added.has(column.name));
    if (select.closed && !replaces) return { ...select, items: ['*', ...added.values()] };
    return { ...select, items: schema.map(({ name }) => added.get(name) ?? passed(name)) };
  },
  drop: ({ input, schema }, context) => {
    const body = context.own(input);
    const names = schema.map((column) => column.name);
    // GROUP BY and ORDER BY may name what would be dropped.
    if (body && !isUnion(body) && body.items && body.distinct === undefined && body.groupBy === undefined && body.orderBy === undefined) {
      const kept = inOrder(body, names);
      if (kept) return kept;
    }
    return { ...context.open(input), items: names.map(passed) };
  },
  distinct: ({ input }, context) => {
    const body = context.own(input);
    const fits = body && !isUnion(body) && body.distinct === undefined && body.orderBy === undefined && body.limit === undefined;
    return { ...(fits ? body : selectFrom(context.source(input))), distinct: true };
  },
  limit: ({ input, rows, offset }, context) => {
    const body = context.own(input);
    return {
      ...(body && !isUnion(body) && body.limit === undefined ? body : selectFrom(context.source(input))),
      limit: rows,
      ...(offset === undefined ? {} : { offset }),
    };
  },
  orderBy,
  aggregate,
  pivot,
  groupingSets,
  explode,
  unpivot,
  sample,
  unionByName: union,
  intersect: setOperation,
  except: setOperation,
  dropDuplicates: deduplicate,
  readStream: noQuery,
  withWatermark: noQuery,
  dropDuplicatesWithinWatermark: noQuery,
  join,
  joinAsOf,
  semiJoin: filterJoin,
  antiJoin: filterJoin,
};
