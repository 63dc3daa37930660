/** Several SELECTs with the same columns. */
import { readType } from '../../query/datatype.ts';
import type { PlanNode, Schema, SetPlan, UnionPlan } from '../../query/plan.ts';
import { type Body, type PlanContext, type SetOperator, isUnion, selectFrom } from './body.ts';
import type { Doc } from './layout.ts';
import { sqlLiteral } from './literal.ts';
import { type Item, type Select, passed, selectDoc } from './select.ts';

/** The columns of a SELECT in a different order. */
export const inOrder = (select: Select, names: readonly string[]): Select | undefined => {
  if (select.items === undefined) return { ...select, items: names.map(passed) };
  if (select.items.includes('*')) return undefined;
  const items = new Map(select.items.flatMap((i) => (i === '*' ? [] : [[i.name, i] as const])));
  return { ...select, items: names.flatMap((name) => items.get(name) ?? []) };
};
/** A column that a side lacks is NULL there. */
const filled = (select: Select, plan: PlanNode, schema: Schema): Select => {
  const own = new Set(plan.schema.map((column) => column.name));
  const items = new Map(select.items?.flatMap((i) => (i === '*' ? [] : [[i.name, i] as const])));
  return {
    ...select,
    items: schema.map(({ name, type }): Item => (own.has(name) ? (items.get(name) ?? passed(name)) : { name, doc: sqlLiteral(null, readType(type)) })),
  };
};
const branch = (plan: PlanNode, schema: Schema, context: PlanContext): Doc => {
  const names = schema.map((column) => column.name);
  const own = names.filter((name) => plan.schema.some((column) => column.name === name));
  const body = context.own(plan);
  const free = body && !isUnion(body) && body.orderBy === undefined && body.limit === undefined ? inOrder(body, own) : undefined;
  const select = free ?? { ...selectFrom(context.source(plan)), items: own.map(passed) };
  return selectDoc(own.length === names.length ? select : filled(select, plan, schema), names);
};

export const union = ({ left, right, schema }: UnionPlan, context: PlanContext): Body => {
  const body = context.own(left);
  const isSame = body && isUnion(body) && body.operator === 'UNION ALL' && left.schema.length === schema.length;
  const branches = isSame ? body.branches : [branch(left, schema, context)];
  branches.push(branch(right, schema, context));
  return { kind: 'union', operator: 'UNION ALL', branches };
};
const OPERATORS: Readonly<Record<SetPlan['kind'], readonly [SetOperator, SetOperator]>> = {
  intersect: ['INTERSECT', 'INTERSECT ALL'],
  except: ['EXCEPT', 'EXCEPT ALL'],
};
export const setOperation = ({ kind, left, right, all, schema }: SetPlan, context: PlanContext): Body => ({
  kind: 'union',
  operator: OPERATORS[kind][all ? 1 : 0],
  branches: [branch(left, schema, context), branch(right, schema, context)],
});
