import { describe, expect, it } from 'vitest';
import { JUDGE_DIAGNOSTICS, judgeDiagnostic } from '../../src/judge/diagnostics.ts';
import { JUDGED_WARNINGS, warningCodes } from '../../src/model/diagnostics/index.ts';

describe('what Spark finds wrong with bodies', () => {
  it('has a code of its own for each kind, with cause and cure', () => {
    const records = Object.values(JUDGE_DIAGNOSTICS);
    expect(new Set(records.map(({ code }) => code)).size).toBe(records.length);
    for (const { code, cause, cure } of records)
      expect([code, cause, cure]).toEqual([expect.stringMatching(/^LW6\d{3}$/), expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
  });
  it('has warnings that can be acknowledged, as all others', () => {
    const warnings = Object.values(JUDGE_DIAGNOSTICS).filter(({ severity }) => severity === 'warning');
    expect(JUDGED_WARNINGS).toEqual(warnings.map(({ code }) => code));
    expect(warningCodes()).toEqual(expect.arrayContaining([...JUDGED_WARNINGS]));
  });
  it('has no hint and no place where nobody knows one', () => {
    const found = judgeDiagnostic({ kind: 'sql-refused', message: 'no' }, 'shop/gold/totals', ['query'], undefined);
    expect(found).toEqual({ code: 'LW6001', severity: 'error', path: 'shop/gold/totals', key: ['query'], message: 'Spark refuses the SQL: no' });
  });
});
