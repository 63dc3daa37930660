/** What can be said about a typed relation without running it. */
import type { Model, TableModel } from '../../model/model.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import { exprsOf, inputsOf, type JoinPlan, type PlanNode, stepsOf, tablesOf } from '../../query/plan.ts';
import type { ReviewProblem } from './diagnostics.ts';

const CLOCKS = new Set(['currentTimestamp', 'currentDate']);
const ANY_ORDER = new Set(['anyValue', 'collectList', 'listagg']);
const ADDS_UP = new Set(['sum', 'avg', 'count', 'trySum', 'tryAvg']);
const NUMBERS_ROWS = new Set(['rowNumber', 'lag', 'lead', 'first', 'last', 'nthValue', 'ntile']);
const FLOATING = new Set(['float', 'double']);

/** What is known about the tables around it: keys, references that rules prove, columns that rules keep free of NULL. */
export interface Around {
  readonly keyOf: (table: string) => readonly string[];
  readonly refers: (table: string, to: string) => boolean;
}
export const aroundOf = (model: Model): Around => {
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  return {
    keyOf: (key) => byKey.get(key)?.primaryKey ?? [],
    refers: (key, to) => byKey.get(key)?.rules.some((rule) => rule.kind === 'reference' && rule.to === to) ?? false,
  };
};

/** A side of a join in words. */
const nameOf = (plan: PlanNode): string => tablesOf(plan).join(', ') || 'rows of the definition';
/** The columns by which the rows of a step are unique, as far as that is certain. */
export const uniqueBy = (plan: PlanNode, around: Around): readonly string[] | undefined => {
  switch (plan.kind) {
    case 'read': {
      const key = around.keyOf(plan.table);
      return key.length > 0 ? key : undefined;
    }
    case 'aggregate':
      return plan.keys.map(({ name }) => name);
    case 'dropDuplicates':
      return plan.by;
    case 'where':
    case 'limit':
    case 'sample':
    case 'orderBy':
      return uniqueBy(plan.input, around);
    case 'semiJoin':
    case 'antiJoin':
      return uniqueBy(plan.left, around);
    case 'select':
    case 'drop': {
      const key = uniqueBy(plan.input, around);
      return key?.every((name) => passes(plan, name)) ? key : undefined;
    }
    case 'withColumns': {
      const key = uniqueBy(plan.input, around);
      return key?.every((name) => !plan.columns.some((column) => column.name === name && !isColumn(column.expr, name))) ? key : undefined;
    }
    case 'join':
      return plan.expect === 'one' && (plan.how === 'left' || plan.how === 'inner') ? uniqueBy(plan.left, around) : undefined;
    default:
      return undefined;
  }
};
const isColumn = (expr: ExprNode, name: string): boolean => expr.kind === 'column' && expr.name === name;
const passes = (plan: PlanNode, name: string): boolean =>
  plan.kind === 'select'
    ? plan.columns.some((column) => column.name === name && isColumn(column.expr, name))
    : plan.kind === 'drop'
      ? !plan.names.includes(name)
      : plan.schema.some((column) => column.name === name);

/** Column to column, left to right. */
const keysOf = ({ on }: Pick<JoinPlan, 'on'>): readonly (readonly [string, string])[] => {
  if (on?.kind === 'names') return on.names.map((name) => [name, name] as const);
  const pairs: (readonly [string, string])[] = [];
  if (on) {
    walk([on.condition], (node) => {
      if (node.kind !== 'call' || node.fn === 'and') return node.kind === 'call';
      const [a, b] = node.args;
      if (node.fn === 'eq' && a?.kind === 'column' && b?.kind === 'column' && a.input !== b.input)
        pairs.push(a.input === 0 ? [a.name, b.name] : [b.name, a.name]);
      return false;
    });
  }
  return pairs;
};
const mayBeNull = (plan: PlanNode, name: string): boolean => plan.schema.find((column) => column.name === name)?.nullable ?? false;

const joinProblems = (step: JoinPlan, around: Around): readonly ReviewProblem[] => {
  const right = nameOf(step.right);
  if (step.how === 'cross') return isOneRow(step.right) || isOneRow(step.left) ? [] : [{ kind: 'every-with-every', right }];
  if (step.how !== 'inner') return [];
  const keys = keysOf(step);
  const proven = tablesOf(step.left).some((from) => tablesOf(step.right).some((to) => around.refers(from, to)));
  const nulls = keys.map(([left]) => left).filter((name) => mayBeNull(step.left, name));
  if (proven) return [];
  return nulls.length > 0
    ? [{ kind: 'null-key', columns: nulls, right }]
    : [{ kind: 'rows-lost', right, on: keys.map(([left]) => `"${left}"`).join(', ') || 'the condition' }];
};
const isOneRow = (plan: PlanNode): boolean =>
  (plan.kind === 'aggregate' && plan.keys.length === 0) ||
  (plan.kind === 'limit' && plan.rows === 1) ||
  ((plan.kind === 'select' || plan.kind === 'withColumns' || plan.kind === 'drop') && isOneRow(plan.input));

const mayRepeat = (step: JoinPlan, around: Around): boolean => {
  if (step.expect === 'one' || step.how === 'cross') return false;
  const key = uniqueBy(step.right, around);
  const joined = new Set(keysOf(step).map(([, right]) => right));
  return key === undefined || key.length === 0 || !key.every((name) => joined.has(name));
};
/** The join that may have repeated the rows of a step, and the columns of its left side that still have their names. */
const repeating = (plan: PlanNode, around: Around): { readonly join: JoinPlan; readonly columns: ReadonlySet<string> } | undefined => {
  if (plan.kind === 'join') {
    if (!mayRepeat(plan, around)) return undefined;
    const own = plan.columns.filter(({ name, expr }) => expr.kind === 'column' && expr.input === 0 && expr.name === name).map(({ name }) => name);
    return { join: plan, columns: new Set(own) };
  }
  if (plan.kind !== 'where' && plan.kind !== 'withColumns' && plan.kind !== 'select' && plan.kind !== 'drop') return undefined;
  const below = repeating(plan.input, around);
  return below && { join: below.join, columns: new Set([...below.columns].filter((name) => passes(plan, name))) };
};

const aggregateProblems = (step: PlanNode, around: Around): readonly ReviewProblem[] => {
  if (step.kind !== 'aggregate' && step.kind !== 'pivot') return [];
  const found = repeating(step.input, around);
  if (!found) return [];
  const counted: ReviewProblem[] = [];
  for (const { name, expr } of step.aggregates) {
    walk([expr], (node) => {
      if (node.kind !== 'aggregate' || !ADDS_UP.has(node.fn)) return;
      const column = node.args.find((arg) => arg.kind === 'column' && found.columns.has(arg.name));
      if (column?.kind === 'column') counted.push({ kind: 'counted-twice', aggregate: name, column: column.name, right: nameOf(found.join.right) });
    });
  }
  return counted;
};

/** Only comparisons that keep rows by being unequal: whoever writes `=` means the rows that have the value. */
const nullProblems = (step: PlanNode): readonly ReviewProblem[] => {
  if (step.kind !== 'where') return [];
  const stated = new Set<string>();
  const unequal: { readonly column: string; readonly comparison: string }[] = [];
  walk([step.condition], (node) => {
    if (node.kind !== 'call') return;
    const [first] = node.args;
    if ((node.fn === 'isNull' || node.fn === 'isNotNull' || node.fn === 'coalesce' || node.fn === 'eqNullSafe') && first?.kind === 'column')
      stated.add(first.name);
    const tested = node.fn === 'not' && first?.kind === 'call' ? first : node.fn === 'ne' ? node : undefined;
    if (!tested) return;
    for (const arg of tested.args) if (arg.kind === 'column' && arg.nullable) unequal.push({ column: arg.name, comparison: comparisonText(node.fn, arg.name) });
  });
  return unequal.filter(({ column }) => !stated.has(column)).map((found) => ({ kind: 'null-dropped', ...found }));
};
const comparisonText = (fn: string, column: string): string => (fn === 'ne' ? `"${column}" != …` : `not (… "${column}" …)`);

const orderProblems = (step: PlanNode, around: Around): readonly ReviewProblem[] => {
  if (step.kind === 'limit' && step.input.kind !== 'orderBy') return [{ kind: 'any-rows', rows: `limit(${step.rows})` }];
  const [below] = inputsOf(step);
  const key = below && uniqueBy(below, around);
  const found: ReviewProblem[] = [];
  const named = step.kind === 'select' || step.kind === 'withColumns' ? step.columns : [];
  for (const { name, expr } of named) {
    walk([expr], (node) => {
      if (node.kind !== 'window' || !NUMBERS_ROWS.has(node.expr.fn)) return;
      const decided = new Set([...node.partitionBy, ...node.orderBy.map((sort) => sort.expr)].flatMap((e) => (e.kind === 'column' ? [e.name] : [])));
      if (!key || key.length === 0 || !key.every((column) => decided.has(column))) found.push({ kind: 'tied-rank', column: name, function: node.expr.fn });
    });
  }
  return found;
};

const expressionProblems = (step: PlanNode): readonly ReviewProblem[] => {
  const found: ReviewProblem[] = [];
  walk(exprsOf(step), (node) => {
    if (node.kind === 'call' && CLOCKS.has(node.fn)) found.push({ kind: 'changes-with-time', function: node.fn });
    if (node.kind === 'aggregate' && ANY_ORDER.has(node.fn)) found.push({ kind: 'any-order', function: node.fn });
    if (node.kind === 'call' && (node.fn === 'sortArray' || node.fn === 'arraySort')) return false;
    if (node.kind === 'call' && node.fn === 'eq') {
      const column = node.args.find((arg) => arg.kind === 'column' && FLOATING.has(arg.type.kind));
      if (column?.kind === 'column') found.push({ kind: 'floating-equality', column: column.name });
    }
    return true;
  });
  if (step.kind === 'aggregate')
    for (const { name, expr } of step.keys) if (FLOATING.has(expr.type.kind)) found.push({ kind: 'floating-equality', column: name });
  return found;
};

/** What is found in a relation, in the order of its steps. */
export const relationProblems = ({ body }: TableModel, around: Around): readonly ReviewProblem[] => {
  if (body.kind !== 'relation') return [];
  return stepsOf(body.plan).flatMap((step) => {
    const distinct = step.kind === 'distinct' ? repeating(step.input, around) : undefined;
    return [
      ...(step.kind === 'join' ? joinProblems(step, around) : []),
      ...(distinct ? [{ kind: 'hidden-fan-out', right: nameOf(distinct.join.right) } as const] : []),
      ...aggregateProblems(step, around),
      ...nullProblems(step),
      ...orderProblems(step, around),
      ...expressionProblems(step),
    ];
  });
};
