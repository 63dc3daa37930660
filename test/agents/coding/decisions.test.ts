import { describe, expect, it } from 'vitest';
import { decisionsOver } from '../../../src/agents/coding/decisions.ts';
import type { DecisionModel } from '../../../src/model/model.ts';

const NONE = { columns: [], rows: [] };

describe('a decision', () => {
  const decision: DecisionModel = {
    says: 'new by sign-up',
    given: [
      { table: 'bronze.customers', rows: NONE },
      { table: 'bronze.orders', rows: NONE },
    ],
    gives: NONE,
  };
  it('keeps rows of what the body reads, and none that only the other reading looked at', () => {
    expect(decisionsOver([decision], ['bronze.customers'])).toEqual([{ ...decision, given: [{ table: 'bronze.customers', rows: NONE }] }]);
  });
});
