/** Each row once, by all of its columns or by some. */
import { sortNode } from '../expression.ts';
import { orderProblems } from '../expr-checks.ts';
import type { SortNode } from '../node.ts';
import type { PlanNode } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { inCallback } from '../scope.ts';
import { type Callback, freeze, inputRow, isObject, noCallback, sortProblems, unknownNames } from './step.ts';

export const distinct = (input: PlanNode): PlanNode => freeze({ kind: 'distinct', input, schema: input.schema }, orderProblems('distinct', input.schema));

export const dropDuplicates = (input: PlanNode, o: unknown): PlanNode => {
  const { by, keepFirst, ties = 'compare-all' } = isObject(o) ? o : {};
  const names = Array.isArray(by) ? by : [];
  const found: Problem[] = [
    ...unknownNames(input, names, 'dropDuplicates'),
    ...orderProblems(
      'dropDuplicates',
      input.schema.filter((c) => names.includes(c.name)),
    ),
  ];
  if (names.length === 0)
    found.push(problem({ kind: 'invalid-option', step: 'dropDuplicates', option: 'by', expected: 'at least one column name', actual: String(by) }));
  if (ties !== 'compare-all' && ties !== 'fail') {
    found.push(problem({ kind: 'invalid-option', step: 'dropDuplicates', option: 'ties', expected: "'compare-all' or 'fail'", actual: String(ties) }));
  }
  const order: SortNode[] = [];
  if (typeof keepFirst === 'function') {
    const { row, columns: own } = inputRow(input);
    const outcome = inCallback([own], () => (keepFirst as Callback)(row), keepFirst);
    order.push(...(Array.isArray(outcome.result) ? outcome.result : [outcome.result]).map((key: unknown) => sortNode(key)));
    found.push(...outcome.check(order.map((key) => key.expr)), ...sortProblems('dropDuplicates', order));
  } else found.push(noCallback('dropDuplicates', 'keepFirst', keepFirst));
  const rule = ties === 'fail' ? 'fail' : 'compare-all';
  return freeze({ kind: 'dropDuplicates', input, by: names.map(String), order, ties: rule, schema: input.schema }, found);
};
