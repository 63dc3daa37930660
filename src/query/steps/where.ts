/** Steps that keep some rows as they are. */
import { booleanProblems, scalarProblems } from '../expr-checks.ts';
import { recordOf } from '../functions/catalogue.ts';
import { type ExprNode, type NamedExpr, type WindowNode, walk } from '../node.ts';
import { type PlanNode, isStreaming } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { replaced } from '../rewrite.ts';
import { inCallback } from '../scope.ts';
import { type Callback, freeze, inputRow, isObject, noCallback, oneExpr } from './step.ts';

/** The windows in a condition, as columns next to the others until the condition is checked. */
const windowsIn = (condition: ExprNode, input: PlanNode): ReadonlyMap<WindowNode, NamedExpr> => {
  const taken = new Set(input.schema.map(({ name }) => name.toLowerCase()));
  const windows = new Map<WindowNode, NamedExpr>();
  walk([condition], (node) => {
    if (node.kind !== 'window') return true;
    const word = `_${recordOf(node.expr.fn)?.spark ?? 'window'}`;
    let name = word;
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${word}_${i}`;
    taken.add(name.toLowerCase());
    if (!windows.has(node)) windows.set(node, Object.freeze({ name, expr: node }));
    return false;
  });
  return windows;
};
/** Spark computes windows in projections only. */
const whereWindows = (input: PlanNode, condition: ExprNode, windows: ReadonlyMap<WindowNode, NamedExpr>): PlanNode => {
  const columns = Object.freeze([...windows.values()]);
  const schema = Object.freeze([...input.schema, ...columns.map(({ name, expr }) => ({ name, type: expr.type, nullable: expr.nullable }))]);
  const extended = Object.freeze({ kind: 'withColumns', input, columns, schema } as const);
  const names = new Map(
    [...windows].map(([node, { name }]) => [node, Object.freeze({ kind: 'column', input: 0, name, type: node.type, nullable: node.nullable } as const)]),
  );
  const kept = Object.freeze({ kind: 'where', input: extended, condition: replaced(condition, names), schema } as const);
  return { kind: 'drop', input: kept, names: columns.map(({ name }) => name), schema: input.schema };
};

export const where = (input: PlanNode, condition: unknown): PlanNode => {
  if (typeof condition !== 'function') return freeze(input, [noCallback('where', 'condition', condition)]);
  const { row, columns: own } = inputRow(input);
  const { expr, problems } = oneExpr(
    'where',
    inCallback([own], () => (condition as Callback)(row), condition),
  );
  const windows = windowsIn(expr, input);
  // A stream has no end at which a window could be computed.
  const allowed = windows.size > 0 && !isStreaming(input);
  const found = [...problems, ...booleanProblems(expr, 'where'), ...scalarProblems(expr, 'where', allowed)];
  if (allowed && expr.kind !== 'error') return freeze(whereWindows(input, expr, windows), found);
  return freeze({ kind: 'where', input, condition: expr, schema: input.schema }, found);
};
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
export const limit = (input: PlanNode, rows: unknown, o: unknown): PlanNode => {
  const { offset = 0 } = isObject(o) ? o : {};
  const found = Object.entries({ rows, offset })
    .filter(([, value]) => !isCount(value))
    .map(([option, value]) => problem({ kind: 'invalid-option', step: 'limit', option, expected: 'a whole number, 0 or more', actual: String(value) }));
  const plan = { kind: 'limit', input, rows: isCount(rows) ? rows : 0, schema: input.schema } as const;
  return freeze(isCount(offset) && offset > 0 ? { ...plan, offset } : plan, found);
};
export const sample = (input: PlanNode, o: unknown): PlanNode => {
  const { fraction, seed } = isObject(o) ? o : {};
  const found: Problem[] = [];
  const wrong = (option: string, expected: string, actual: unknown): void =>
    void found.push(problem({ kind: 'invalid-option', step: 'sample', option, expected, actual: String(actual) }));
  const isFraction = typeof fraction === 'number' && fraction >= 0 && fraction <= 1;
  if (!isFraction) wrong('fraction', 'a number from 0 to 1', fraction);
  if (!Number.isSafeInteger(seed)) wrong('seed', 'a whole number (so every run takes the same rows)', seed);
  return freeze(
    { kind: 'sample', input, fraction: isFraction ? fraction : 0, seed: Number.isSafeInteger(seed) ? Number(seed) : 0, schema: input.schema },
    found,
  );
};
