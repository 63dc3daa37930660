/** What all steps share: running callbacks, checking names and options, and the schema of what a callback gives. */
import { exprNode } from '../expression.ts';
import { orderProblems, scalarProblems } from '../expr-checks.ts';
import type { ExprNode, NamedExpr, SortNode } from '../node.ts';
import type { PlanNode, Schema, SchemaColumn } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { rowOf } from '../row.ts';
import { type Bindings, type Outcome, inCallback } from '../scope.ts';

export type Callback = (...rows: readonly object[]) => unknown;
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A finished step, with the mistakes that were found in it. */
export const freeze = <P extends PlanNode>(plan: P, problems: readonly Problem[]): P =>
  Object.freeze(problems.length > 0 ? { ...plan, problems: [...(plan.problems ?? []), ...problems] } : plan);

/** What to call a relation in a message. */
export const nameOf = (plan: PlanNode): string => {
  let at: PlanNode = plan;
  for (;;) {
    if (at.kind === 'read') return at === plan ? at.table : `the rows from ${at.table}`;
    if (at.kind === 'readStream') return at.newBy ? `the new rows of ${at.table}` : `the stream of ${at.table}`;
    if (at.kind === 'seed') return 'the seed';
    if ('left' in at) at = at.left;
    else at = at.input;
  }
};
/** What the callback of a step with one input gets. */
export const inputRow = (plan: PlanNode): { readonly row: object; readonly columns: Bindings } => rowOf(plan.schema, 0, () => nameOf(plan));

export const noCallback = (step: string, option: string, actual: unknown): Problem =>
  problem({ kind: 'invalid-option', step, option, expected: 'a function of the row, e.g. (r) => …', actual: typeof actual });
export const enumProblems = (step: string, option: string, value: unknown, allowed: readonly string[]): readonly Problem[] =>
  typeof value === 'string' && allowed.includes(value)
    ? []
    : [problem({ kind: 'invalid-option', step, option, expected: allowed.map((a) => `'${a}'`).join(', '), actual: String(value) })];
export const unknownNames = (plan: PlanNode, names: readonly unknown[], step: string): readonly Problem[] => {
  const known = new Set(plan.schema.map((c) => c.name));
  return names
    .filter((name) => typeof name !== 'string' || !known.has(name))
    .map((name) => problem({ kind: 'unknown-column', column: String(name), available: [...known], of: `${step} on ${nameOf(plan)}` }));
};
export const sortProblems = (step: string, keys: readonly SortNode[]): readonly Problem[] =>
  keys.flatMap(({ expr }) => [...scalarProblems(expr, step, false), ...orderProblems(step, [{ name: 'key', type: expr.type }])]);

/** A column that is passed through keeps its declared type, comment and tags. */
const outputColumn = ({ name, expr }: NamedExpr, inputs: readonly Schema[]): SchemaColumn => {
  const source = expr.kind === 'column' ? inputs[expr.input]?.find((c) => c.name === expr.name) : undefined;
  return {
    name,
    type: source?.type ?? expr.type,
    nullable: expr.nullable,
    ...(source?.comment === undefined ? {} : { comment: source.comment }),
    ...(source?.tags === undefined ? {} : { tags: source.tags }),
  };
};
export const outputSchema = (columns: readonly NamedExpr[], inputs: readonly Schema[]): Schema =>
  Object.freeze(columns.map((column) => Object.freeze(outputColumn(column, inputs))));

export interface Evaluated {
  readonly columns: readonly NamedExpr[];
  readonly problems: readonly Problem[];
}
/** Runs a callback that gives named columns; `option` is where the step takes it. */
export const namedColumns = (step: string, bindings: readonly Bindings[], rows: readonly object[], callback: unknown, option = 'columns'): Evaluated => {
  if (typeof callback !== 'function') return { columns: [], problems: [noCallback(step, option, callback)] };
  const outcome = inCallback(bindings, () => (callback as Callback)(...rows), callback);
  if (!isObject(outcome.result)) {
    return {
      columns: [],
      problems: [problem({ kind: 'not-an-expression', where: `${step}: the callback must give an object of columns`, actual: typeof outcome.result })],
    };
  }
  const columns = Object.entries(outcome.result).map(([name, value]) => Object.freeze({ name, expr: exprNode(value, `${step}, column "${name}"`) }));
  const none = columns.length === 0 && step !== 'withColumns' ? [problem({ kind: 'no-columns', step })] : [];
  return { columns: Object.freeze(columns), problems: [...outcome.check(columns.map((c) => c.expr)), ...none] };
};
export const oneExpr = (step: string, outcome: Outcome<unknown>): { readonly expr: ExprNode; readonly problems: readonly Problem[] } => {
  const expr = exprNode(outcome.result, step);
  return { expr, problems: outcome.check([expr]) };
};
