import type { FilterJoinPlan, JoinHint, JoinOn, JoinPlan, PlanNode } from '../../query/plan.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { type Body, type From, type PlanContext, selectFrom } from './body.ts';
import { type Scope, compileExpr } from './expression.ts';
import { failWhere, freeName, raise } from './guard.ts';
import { type Doc, concat, group, hardline, indent, join as joined, line } from './layout.ts';
import { type Item, type Select, everything, item, selectDoc } from './select.ts';
import { callDoc, tight } from './syntax.ts';
import { windowDoc } from './window.ts';

const LEFT = 'l';
const RIGHT = 'r';
const WORDS = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
  semiJoin: 'LEFT SEMI JOIN',
  antiJoin: 'LEFT ANTI JOIN',
} as const;

const of = (alias: string, name: string): string => `${alias}.${sqlIdentifier(name)}`;
const isAlias = (name: string): boolean => name.toLowerCase() === LEFT || name.toLowerCase() === RIGHT;
/** Both sides under their aliases. */
const SIDES: Scope = { column: (input, name) => tight(of(input === 0 ? LEFT : RIGHT, name)), isTable: () => false };

const fromDoc = (left: From, right: From, how: keyof typeof WORDS, on: JoinOn | undefined, { value }: PlanContext): Doc => {
  const aliased = concat(left.doc, ` AS ${LEFT}`, hardline, `${WORDS[how]} `, right.doc, ` AS ${RIGHT}`);
  if (!on) return aliased;
  const conditions: readonly Doc[] =
    on.kind === 'names' ? on.names.map((name) => `${of(LEFT, name)} = ${of(RIGHT, name)}`) : [compileExpr(on.condition, SIDES, value).doc];
  return concat(aliased, indent(group(concat(line, 'ON ', joined(concat(line, 'AND '), conditions)))));
};
const hintOf = (hint: JoinHint | undefined): Partial<Select> => {
  if (!hint) return {};
  return { hint: typeof hint === 'string' ? `${hint.toUpperCase()}(${RIGHT})` : `RANGE_JOIN(${RIGHT}, ${hint.range})` };
};

/** In a join by names the left key stands for the key of whichever side has the row. */
const scopeOf = ({ how, on }: JoinPlan): Scope => {
  const keys = new Set(on?.kind === 'names' ? on.names : []);
  return {
    isTable: () => false,
    column: (input, name) => {
      if (input === 1) return tight(of(RIGHT, name));
      if (!keys.has(name) || how === 'inner' || how === 'left') return tight(of(LEFT, name));
      return tight(how === 'right' ? of(RIGHT, name) : callDoc('coalesce', [of(LEFT, name), of(RIGHT, name)]));
    },
  };
};

export const join = (plan: JoinPlan, context: PlanContext): Body => {
  if (plan.expect === 'one' && plan.on) {
    const witness = plan.on.kind === 'names' ? witnessOf(plan.left, plan.on.names) : undefined;
    return plan.on.kind === 'names' && witness ? oneByNames(plan, plan.on.names, witness, context) : oneByCondition(plan, context);
  }
  const left = context.source(plan.left);
  const right = context.source(plan.right);
  const scope = scopeOf(plan);
  const items = plan.columns.map((column) => item(column, scope, context.value));
  return { scope, closed: true, where: [], from: fromDoc(left, right, plan.how, plan.on, context), items, ...hintOf(plan.hint) };
};

/** Every column of a side, and one more. */
const withColumn = (plan: PlanNode, name: string, doc: Doc, context: PlanContext): Doc => {
  const select = context.open(plan);
  const names = plan.schema.map((column) => column.name);
  return selectDoc({ ...select, items: [...everything(select, names), { name, doc }] }, names);
};

/** A column of the left side that the join does not make equal to one of the right side. */
const witnessOf = (plan: PlanNode, keys: readonly string[]): string | undefined =>
  plan.schema.find(({ name, type }) => !keys.includes(name) && type.kind !== 'variant' && type.kind !== 'binary')?.name;

/**
 * Repeated keys are counted on the right side alone, and do no harm where no left row has them. The error shows a column of
 * the left side beside the keys: else Spark would infer the same check for the right side alone, below an inner join.
 */
const oneByNames = (plan: JoinPlan, names: readonly string[], witness: string, context: PlanContext): Body => {
  const left = context.source(plan.left);
  const matches = freeName('__matches', plan.right.schema);
  const count = concat(
    'count(*) ',
    windowDoc(
      names.map((name) => sqlIdentifier(name)),
      [],
    ),
  );
  const right = context.subquery('counted', withColumn(plan.right, matches, count, context));
  const scope = scopeOf(plan);
  const keys = names.map((name) => of(LEFT, name));
  // An unmatched row of the right may be repeated; a matched one has a left key, as NULL never matches.
  const both = plan.how === 'right' || plan.how === 'full' ? ` AND ${keys[0]} IS NOT NULL` : '';
  const shown = [...keys, of(LEFT, witness)].map((column) => `CAST(${column} AS STRING)`);
  const error = raise('FanOutError', `a row matches several rows on ${names.join(', ')}; keys and ${witness}`, shown);
  const items = plan.columns.map((column) => item(column, scope, context.value));
  const where = [failWhere(`${of(RIGHT, matches)} > 1${both}`, error, 'true')];
  return { scope, closed: true, where, from: fromDoc(left, right, plan.how, plan.on, context), items, ...hintOf(plan.hint) };
};

/** With a condition, only the joined rows show how many matches a left row has: it gets a number, by which they are counted. */
const oneByCondition = (plan: JoinPlan, context: PlanContext): Body => {
  const row = freeName('__row', [...plan.left.schema, ...plan.schema]);
  const matches = freeName('__matches', plan.schema);
  const right = context.source(plan.right);
  const left = context.subquery('numbered', withColumn(plan.left, row, 'monotonically_increasing_id()', context));
  const scope = scopeOf(plan);
  const items: readonly Item[] = [
    ...plan.columns.map((column) => item(column, scope, context.value)),
    { name: row, doc: of(LEFT, row), named: true },
    { name: matches, doc: `count(*) OVER (PARTITION BY ${of(LEFT, row)})` },
  ];
  const names = plan.schema.map((column) => column.name);
  const select: Select = { scope, closed: true, where: [], from: fromDoc(left, right, plan.how, plan.on, context), items, ...hintOf(plan.hint) };
  const counted = context.subquery('counted', selectDoc(select, names));
  const error = raise('FanOutError', 'a row matches several rows on the condition of the join');
  return { ...selectFrom(counted, false), where: [failWhere(`${row} IS NOT NULL AND ${matches} > 1`, error, 'true')] };
};

/** The columns of the left side pass through, so that more conditions can follow. */
export const filterJoin = (plan: FilterJoinPlan, context: PlanContext): Body => {
  const left = context.source(plan.left);
  const from = fromDoc(left, context.source(plan.right), plan.kind, plan.on, context);
  const select = selectFrom({ doc: from, names: [LEFT, RIGHT, ...left.names], closed: left.closed });
  return { ...select, ...hintOf(plan.hint), scope: { ...select.scope, isTable: (name) => isAlias(name) } };
};
