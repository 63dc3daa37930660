import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../src/run/events.ts';

describe('events of the runtime', () => {
  it('are read with all that they say', () => {
    const line = JSON.stringify({
      event: 'table_finished',
      table: 'silver.x',
      status: 'failed',
      seconds: 1.5,
      rows: { in: 4, kept: 1, quarantined: 2, dropped: 1 },
      rules: [{ name: 'r', violations: 2, on_violation: 'drop' }],
      step: 'write',
      error: { type: 'E', condition: null, message: 'm', hint: 'h', at: 'src/x.py:3' },
    });
    expect(parseEvent(line)).toEqual({
      event: 'table_finished',
      result: {
        table: 'silver.x',
        status: 'failed',
        seconds: 1.5,
        rows: { in: 4, kept: 1, quarantined: 2, dropped: 1 },
        rules: [{ name: 'r', violations: 2, onViolation: 'drop' }],
        step: 'write',
        error: { type: 'E', message: 'm', hint: 'h', at: 'src/x.py:3' },
      },
    });
    expect(parseEvent('{"event":"run_finished","status":"interrupted"}')).toEqual({ event: 'run_finished', status: 'interrupted' });
    expect(parseEvent('{"event":"table_finished","table":"a.b","status":"skipped","because":"a.c"}')).toMatchObject({
      result: { status: 'skipped', because: 'a.c', rules: [] },
    });
  });
  it.each([
    [`set on_bad_value='null' or 'rescue'`, `set onBadValue: 'null' or 'rescue'`],
    ['Declare them, or set on_new_columns="ignore" or "rescue".', 'Declare them, or set onNewColumns: "ignore" or "rescue".'],
    ["change the rule's on_violation or fail_above", "change the rule's onViolation or failAbove"],
    ['allow the change with allow_schema_changes (drop)', 'allow the change with allowSchemaChanges (drop)'],
    ["or use ties='compare-all'.", "or use ties: 'compare-all'."],
    ['Filter rows; deduplicate with keep_first.', 'Filter rows; deduplicate with dropDuplicates({ by, keepFirst }).'],
    ['Did you mean "keep_ties"?', 'Did you mean "keep_ties"?'],
  ])('name options as a definition does: %s', (hint, declared) => {
    const error = { type: 'E', message: 'm', hint };
    expect(parseEvent(JSON.stringify({ event: 'table_finished', table: 'a.b', status: 'failed', error }))).toMatchObject({
      result: { error: { hint: declared } },
    });
  });
  it('of a later runtime are left out', () => expect(parseEvent('{"event":"stage_finished"}')).toBeUndefined());
  it('are never mistaken in other output', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(parseEvent(line)).toBeUndefined();
      }),
    );
  });
  it('with fields of other types do no harm', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('table', 'status', 'seconds', 'rows', 'rules', 'error', 'step'), fc.jsonValue()), (fields) => {
        expect(parseEvent(JSON.stringify({ ...fields, event: 'table_finished' }))).toMatchObject({
          event: 'table_finished',
          result: { table: expect.any(String), rules: expect.any(Array) },
        });
      }),
    );
  });
});
