import { holdsKind } from '../../query/datatype.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import type { AsOfJoinPlan, SchemaColumn } from '../../query/plan.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { type Body, type From, type PlanContext, selectFrom } from './body.ts';
import { JSON_OPTIONS } from './deduplicate.ts';
import { compileExpr, type Scope } from './expression.ts';
import { type Doc, concat, hardline, join } from './layout.ts';
import { type Item, item, passed, selectDoc } from './select.ts';
import { callDoc, sqlInterval, tight } from './syntax.ts';
import { windowDoc } from './window.ts';

const LEFT = 'l';
const RIGHT = 'r';
const TIME = '__time';
const SIDE = '__side';
const EARLIER = '__earlier';
const LATER = '__later';
const keyOf = (i: number): string => `__key_${i + 1}`;

/** The columns of a side that the join uses: the others need not be carried along. */
const usedBy = (plan: AsOfJoinPlan, input: 0 | 1): readonly SchemaColumn[] => {
  const used = new Set(plan.on);
  walk([plan.time[input], ...plan.columns.map((column): ExprNode => column.expr)], (node) => {
    if (node.kind === 'column' && node.input === input) used.add(node.name);
  });
  return (input === 0 ? plan.left : plan.right).schema.filter((column) => used.has(column.name));
};
const named = (name: string, doc: Doc): Item => ({ name, doc });
const structOf = (columns: readonly SchemaColumn[]): Doc =>
  callDoc(
    'named_struct',
    columns.flatMap(({ name }) => [`'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`, sqlIdentifier(name)]),
  );

/** The rows of a side with their keys and times, those of the right side before those of the left one that have their time. */
const sideDoc = (plan: AsOfJoinPlan, input: 0 | 1, context: PlanContext): Doc => {
  const select = context.open(input === 0 ? plan.left : plan.right);
  const keys = plan.on.map((name) => sqlIdentifier(name));
  const time = compileExpr(plan.time[input], select.scope).doc;
  const row = structOf(usedBy(plan, input));
  const items = [
    ...keys.map((key, i) => named(keyOf(i), key)),
    named(TIME, time),
    named(SIDE, input === 0 ? '1' : '0'),
    named(LEFT, input === 0 ? row : 'NULL'),
    named(RIGHT, input === 0 ? 'NULL' : callDoc('named_struct', ["'time'", time, "'row'", row])),
  ];
  const known = input === 0 ? [] : [...keys, time].map((doc) => tight(concat(doc, ' IS NOT NULL')));
  return selectDoc({ ...select, where: [...select.where, ...known], items }, []);
};

/** In a sorted partition the match of a left row is the last right row before it. */
const lastDoc = (plan: AsOfJoinPlan, direction: 'ASC' | 'DESC'): Doc => {
  const unordered = usedBy(plan, 1).some((column) => holdsKind(column.type, 'map', 'variant'));
  const ties = unordered ? `to_json(struct(${RIGHT}), ${JSON_OPTIONS})` : RIGHT;
  // Rows without a time come first, so no match is before them.
  const order = [`${TIME}${direction === 'ASC' ? '' : ' DESC NULLS FIRST'}`, SIDE, ties];
  const over = windowDoc(
    plan.on.map((_, i) => keyOf(i)),
    order,
    'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',
  );
  return concat(`last(${RIGHT}, true) `, over);
};

/** Rows of both sides in one column, in order of time, so that no pairs are made. */
export const joinAsOf = (plan: AsOfJoinPlan, context: PlanContext): Body => {
  const { direction, tolerance } = plan;
  const rows = context.subquery('in_time', join(concat(hardline, 'UNION ALL', hardline), [sideDoc(plan, 0, context), sideDoc(plan, 1, context)]));
  const [time, left] = [passed(TIME), passed(LEFT)];
  const from = (source: From, items: readonly Item[]): Doc => selectDoc({ ...selectFrom(source), items }, []);
  let found: From;
  if (direction === 'nearest') {
    const both = context.subquery('around', from(rows, [time, left, named(EARLIER, lastDoc(plan, 'ASC')), named(LATER, lastDoc(plan, 'DESC'))]));
    const earlier = `${LATER} IS NULL OR ${TIME} - ${EARLIER}.time <= ${LATER}.time - ${TIME}`;
    found = context.subquery('found', from(both, [time, left, named(RIGHT, `CASE WHEN ${earlier} THEN ${EARLIER} ELSE ${LATER} END`)]));
  } else found = context.subquery('found', from(rows, [time, left, named(RIGHT, lastDoc(plan, direction === 'backward' ? 'ASC' : 'DESC'))]));
  // Only rows of the left side have one. The other side's rows have made its columns nullable to Spark, which this undoes.
  const isLeft = `explode(array_compact(array(${LEFT})))`;
  const near = tolerance === undefined ? `${RIGHT}.row` : `CASE WHEN abs(${TIME} - ${RIGHT}.time) <= ${sqlInterval(tolerance)} THEN ${RIGHT}.row END`;
  const nearest = context.subquery('nearest', from(found, [named(LEFT, isLeft), named(RIGHT, near)]));
  const scope: Scope = { column: (input, name) => tight(`${input === 0 ? LEFT : RIGHT}.${sqlIdentifier(name)}`), isTable: () => false };
  return { ...selectFrom(nearest), scope, closed: true, items: plan.columns.map((column) => item(column, scope, context.value)) };
};
