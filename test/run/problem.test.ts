import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RUN_DIAGNOSTICS, runDiagnostic } from '../../src/run/diagnostics.ts';
import { onDisk, RunFailure } from '../../src/run/problem.ts';

const problemOf = (operation: () => void): unknown => {
  try {
    onDisk('/folder', operation);
  } catch (error) {
    return error instanceof RunFailure ? error.problems[0] : error;
  }
  return undefined;
};

describe('problems of a run', () => {
  it.runIf(existsSync('/dev/full'))('tell a full disk', () => {
    expect(problemOf(() => writeFileSync('/dev/full', 'x'))).toEqual({ kind: 'no-space', folder: '/folder' });
  });
  it('tell a place that cannot be written to', () => {
    expect(problemOf(() => writeFileSync('/dev/null/x', 'x'))).toEqual({ kind: 'not-writable', folder: '/folder', code: 'ENOTDIR' });
  });
  it('are not made of defects', () => {
    const defect = new Error('a defect');
    expect(
      problemOf(() => {
        throw defect;
      }),
    ).toBe(defect);
  });
  it('have codes of their own, each once, with cause and cure', () => {
    const records = Object.values(RUN_DIAGNOSTICS);
    expect(new Set(records.map((r) => r.code)).size).toBe(records.length);
    for (const { code, cause, cure } of records) {
      expect(code).toMatch(/^LW50\d\d$/);
      expect(cause).toMatch(/\.$/);
      expect(cure).toMatch(/\.$/);
    }
  });
  it('suggest the name that was meant', () => {
    expect(runDiagnostic({ kind: 'unknown-selection', option: 'select', term: 'fligths+', name: 'fligths', known: ['flights', 'delays'] }, 'shop')).toEqual({
      code: 'LW5013',
      severity: 'error',
      path: 'shop',
      key: [],
      message: '"fligths+": nothing is called "fligths"',
      hint: 'did you mean "flights"?',
    });
  });
});
