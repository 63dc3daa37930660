import { describe, expect, it } from 'vitest';
import { from, Table, View } from '../../src/index.ts';
import { checkBackfill } from '../../src/run/backfill.ts';
import { runDiagnostic } from '../../src/run/diagnostics.ts';
import { RunFailure } from '../../src/run/problem.ts';
import { modelOf, sample } from '../support.ts';

const model = () => {
  const s = sample();
  new Table(s.silver, 'hours', { query: from(s.flightsRaw), backfillBy: 'time_hour' });
  new Table(s.silver, 'plain', { query: from(s.flightsRaw) });
  new View(s.silver, 'seen', { query: from(s.flightsRaw) });
  return modelOf(s.project.check());
};
const messages = (interval: string, tables: readonly string[], selected = true, fullRefresh = false): readonly string[] => {
  try {
    checkBackfill(interval, model(), tables, selected, fullRefresh);
    return [];
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    return error.problems.map((problem) => runDiagnostic(problem, 'shop').message);
  }
};

describe('an interval that is computed again', () => {
  it('has a start and an end, and tables that say by which column', () => {
    expect(messages('2026-01-01..2026-02-01', ['silver.hours'])).toEqual([]);
    expect(messages('-5..10', ['silver.hours'])).toEqual([]);
  });
  it.each(['', '2026-01-01', '..2026-01-01', '2026-01-01..', 'a..b..c', ' .. '])('is not "%s"', (text) => {
    expect(messages(text, ['silver.hours'])).toEqual([`--backfill "${text}": it is not an interval`]);
  });
  it('is refused for each table that cannot', () => {
    expect(messages('1..2', ['silver.hours', 'silver.plain', 'silver.seen'])).toEqual([
      '--backfill "1..2": "silver.plain" does not declare by which column: it has no backfillBy',
      '--backfill "1..2": "silver.seen" is a view, which stores nothing',
    ]);
  });
  it('is asked for selected tables, and not beside a full refresh', () => {
    expect(messages('1..2', ['silver.plain'], false, true)).toEqual([
      '--backfill "1..2": name the tables to recompute',
      '--backfill "1..2": --full-refresh computes everything anyway',
    ]);
  });
});
