/** Rows in an order. */
import { sortNode } from '../expression.ts';
import type { PlanNode } from '../plan.ts';
import type { Problem } from '../problem.ts';
import { inCallback } from '../scope.ts';
import { type Callback, freeze, inputRow, sortProblems } from './step.ts';

export const orderBy = (input: PlanNode, keys: readonly unknown[]): PlanNode => {
  const found: Problem[] = [];
  const sorted = keys.map((key) => {
    const { row, columns: own } = inputRow(input);
    const outcome = inCallback(
      [own],
      () => (typeof key === 'function' ? (key as Callback)(row) : (row as Readonly<Record<string, unknown>>)[String(key)]),
      key,
    );
    const node = sortNode(outcome.result);
    found.push(...outcome.check([node.expr]), ...sortProblems('orderBy', [node]));
    return node;
  });
  return freeze({ kind: 'orderBy', input, keys: sorted, schema: input.schema }, found);
};
