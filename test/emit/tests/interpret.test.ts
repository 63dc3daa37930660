import { describe, expect, it } from 'vitest';
import { planCases, planOfCase } from '../plan-cases.ts';
import { computedRows, differenceToSpark } from '../without-spark.ts';

/** The cases whose rows Spark gives in `test/emit/plans.test.ts`. */
const withRows = planCases.filter(({ rows }) => rows !== undefined);
const computed = withRows.map((one) => ({ ...one, plan: planOfCase(one), found: computedRows(planOfCase(one)) }));

describe('relations without Spark', () => {
  it.each(computed.filter(({ found }) => found.kind === 'rows'))('have the rows that Spark gives, or do not know them: $name', ({ plan, found, rows = [] }) => {
    if (found.kind === 'rows') expect(differenceToSpark(plan, found.rows, rows)).toBeUndefined();
  });
  it('are known for most', () => {
    const names = (kind: string): readonly string[] => computed.filter(({ found }) => found.kind === kind).map(({ name }) => name);
    expect(names('unknown').length).toBeLessThan(names('rows').length / 2);
  });
});
