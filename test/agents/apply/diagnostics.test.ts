import { describe, expect, it } from 'vitest';
import { APPLY_DIAGNOSTICS } from '../../../src/agents/apply/index.ts';

describe('why a change is not made', () => {
  it('has a code of its own for each reason, with cause and cure', () => {
    const records = Object.values(APPLY_DIAGNOSTICS);
    expect(new Set(records.map(({ code }) => code)).size).toBe(records.length);
    for (const { code, severity, cause, cure } of records)
      expect([code, severity, cause, cure]).toEqual([
        expect.stringMatching(/^LW81\d{2}$/),
        'error',
        expect.stringMatching(/\.$/),
        expect.stringMatching(/\.$/),
      ]);
  });
});
