/** A changed relation need only make the rows of the steps that the change can reach. */
import { describe, expect, it } from 'vitest';
import { affectedIn } from '../../../src/emit/tests/affected.ts';
import { planChanges } from '../../../src/emit/tests/changes.ts';
import { rowsOf } from '../../../src/emit/tests/interpret.ts';
import type { Row } from '../../../src/emit/tests/values.ts';
import { F, seed, t } from '../../../src/query/index.ts';
import { type PlanNode, stepsOf } from '../../../src/query/plan.ts';
import { randomPlans } from '../random-plans.ts';
import { SEED } from '../../suite.ts';
import { planOfRelation, testTables } from '../sources.ts';

const tables = new Map(testTables().map(({ key, seed: given }) => [key, rowsOf(given, { tables: new Map() })]));
const outcome = (rows: () => readonly Row[]): string => {
  try {
    return JSON.stringify(
      rows().map((row) => [...row]),
      (_, value: unknown) => (typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : value),
    );
  } catch (error) {
    return String(error);
  }
};

describe('the steps that a change affects', () => {
  it(`are the only ones whose rows it changes (seed ${SEED})`, () => {
    let compared = 0;
    for (const plan of randomPlans()) {
      const kept = new Map<PlanNode, readonly Row[]>();
      outcome(() => rowsOf(plan, { tables, keep: (step, rows) => kept.set(step, rows) }));
      const affected = affectedIn(plan);
      for (const change of planChanges(plan)) {
        const reached = affected(change.target);
        const anew = outcome(() => rowsOf(plan, { tables, change }));
        const known = (step: PlanNode): readonly Row[] | undefined => (reached?.has(step) === false ? kept.get(step) : undefined);
        expect(outcome(() => rowsOf(plan, { tables, change, known }))).toBe(anew);
        if (reached && reached.size < stepsOf(plan).length) compared++;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });
  it('are those from the change on, and not those of other branches', () => {
    const one = seed({ k: t.int().notNull() }, [{ k: 1 }]);
    const kept = one.where((r) => r.k.gt(0));
    const plan = planOfRelation(kept.unionByName(one.where((r) => r.k.lt(5))).agg((r) => ({ most: F.max(r.k) })));
    const reached = [...(affectedIn(plan)(planOfRelation(kept)) ?? [])];
    expect(reached.map(({ kind }) => kind)).toEqual(['where', 'unionByName', 'aggregate']);
    expect(reached[0]).toBe(planOfRelation(kept));
    expect(affectedIn(plan)({})).toBeUndefined();
  });
});
