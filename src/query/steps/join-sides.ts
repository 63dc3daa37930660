import { commonType, comparable } from '../coercion.ts';
import { typeText } from '../datatype.ts';
import { booleanProblems, scalarProblems } from '../expr-checks.ts';
import { errorNode, exprNode } from '../expression.ts';
import type { NamedExpr } from '../node.ts';
import type { JoinOn, JoinPlan, PlanNode, Schema, SchemaColumn } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { rowOf } from '../row.ts';
import { type Bindings, inCallback } from '../scope.ts';

const nullable = (schema: Schema): Schema => schema.map((c) => (c.nullable ? c : Object.freeze({ ...c, nullable: true })));

/** What each side looks like after the join: the side that may have no match is nullable, and the coalesced key is typed as Spark does. */
export const nullableSide = (how: JoinPlan['how'], left: Schema, right: Schema, on: JoinOn | undefined): readonly [Schema, Schema] => {
  const l = how === 'right' || how === 'full' ? nullable(left) : left;
  const r = how === 'left' || how === 'full' ? nullable(right) : right;
  if ((how !== 'right' && how !== 'full') || on?.kind !== 'names') return [l, r];
  const keys = new Set(on.names);
  const of = new Map(right.map((c) => [c.name, c]));
  const key = (c: SchemaColumn): SchemaColumn => {
    const other = of.get(c.name);
    if (!keys.has(c.name) || !other) return c;
    // A right join by names keeps the right side's key; a full join the first of both that is not NULL.
    return Object.freeze(how === 'right' ? { ...c, nullable: other.nullable, type: other.type } : { ...c, type: commonType(c.type, other.type) ?? c.type });
  };
  return [l.map(key), r];
};

/** The rows of both sides for a callback. */
export const joinRows = (
  left: Schema,
  right: Schema,
  leftName: () => string,
  rightName: () => string,
): { readonly rows: readonly object[]; readonly bindings: readonly Bindings[] } => {
  const [l, r] = [rowOf(left, 0, leftName), rowOf(right, 1, rightName)];
  return { rows: [l.row, r.row], bindings: [l.columns, r.columns] };
};

const NEVER: JoinOn = Object.freeze({ kind: 'condition', condition: errorNode() });

/** Checks `on`: names that both sides have with comparable types, or a condition over both rows. */
export const joinOn = (step: string, left: PlanNode, right: PlanNode, on: unknown): { readonly on: JoinOn; readonly problems: readonly Problem[] } => {
  if (typeof on === 'function') {
    const { rows, bindings } = joinRows(
      left.schema,
      right.schema,
      () => 'the left side',
      () => 'the right side',
    );
    const outcome = inCallback(bindings, () => (on as (...r: readonly object[]) => unknown)(...rows), on);
    const condition = exprNode(outcome.result, `${step}, on`);
    const problems = [...outcome.check([condition]), ...booleanProblems(condition, `${step}, on`), ...scalarProblems(condition, `${step}, on`, false)];
    return { on: Object.freeze({ kind: 'condition', condition }), problems };
  }
  if (!Array.isArray(on) || on.length === 0) {
    return {
      on: NEVER,
      problems: [problem({ kind: 'invalid-option', step, option: 'on', expected: 'a list of common column names or a condition', actual: String(on) })],
    };
  }
  const problems: Problem[] = [];
  const [here, there] = [new Map(left.schema.map((c) => [c.name, c])), new Map(right.schema.map((c) => [c.name, c]))];
  for (const name of on.map(String)) {
    const [l, r] = [here.get(name), there.get(name)];
    if (!l || !r) {
      const common = [...here.keys()].filter((n) => there.has(n));
      problems.push(problem({ kind: 'unknown-column', column: name, available: common, of: `both sides of the ${step}` }));
    } else if (!comparable(l.type, r.type)) {
      problems.push(problem({ kind: 'join-key-types', column: name, left: typeText(l.type), right: typeText(r.type) }));
    }
  }
  return { on: Object.freeze({ kind: 'names', names: Object.freeze(on.map(String)) }), problems };
};

/** Columns of the left side that `{ ...left, ...right }` silently replaced. */
export const hiddenProblems = (columns: readonly NamedExpr[], left: Schema, keys: readonly string[]): readonly Problem[] => {
  const names = new Set(left.map((c) => c.name));
  const used = new Set(columns.flatMap(({ expr }) => (expr.kind === 'column' && expr.input === 0 ? [expr.name] : [])));
  const hidden = columns.filter(
    ({ name, expr }) => expr.kind === 'column' && expr.input === 1 && expr.name === name && names.has(name) && !used.has(name) && !keys.includes(name),
  );
  return hidden.length > 0 ? [problem({ kind: 'hidden-column', columns: hidden.map((c) => c.name) })] : [];
};
