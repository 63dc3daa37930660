import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model, TableModel } from '../../../src/model/model.ts';
import { type Plan, planChanges } from '../../../src/agents/apply/index.ts';
import { type Case, caseOf, CODE, CODES, EXISTING, INPUTS, type Layout, layouts, MAKING, OBJECT_LAYOUTS, tablesOf } from './layouts.ts';
import { afterwards, type Evaluated, evaluate, modelIn, refTo, targetOf, textOf, workshop } from './support.ts';
import { FULL } from '../../suite.ts';

const PLAIN: Layout = {
  object: 'lines',
  existing: 'none',
  inputs: 'imported',
  making: 'export',
  code: 'short',
  newline: '\n',
  mark: false,
  indent: '  ',
  quote: "'",
  semicolon: true,
  quotedKeys: false,
  own: 'line',
  queryAt: 1,
  spread: false,
  emoji: false,
};
const SEED = 20261129;
/** Every layout of the object with every kind of query before, each way to make a table with each way to reach its inputs, and what chance gives. */
const drawn: readonly Layout[] = [
  ...OBJECT_LAYOUTS.flatMap((object, i) =>
    EXISTING.map(
      (existing, n): Layout => ({ ...PLAIN, object, existing, code: CODES[(i + n) % CODES.length] ?? 'short', queryAt: n % 4, newline: n % 2 ? '\r\n' : '\n' }),
    ),
  ),
  ...MAKING.flatMap((making, i) => INPUTS.map((inputs, n): Layout => ({ ...PLAIN, making, inputs, code: CODES[(i + n) % CODES.length] ?? 'short' }))),
  ...fc.sample(layouts, { numRuns: FULL ? 2_000 : 160, seed: SEED }),
];

interface Tried extends Case {
  readonly layout: Layout;
  readonly model: Model;
  readonly plan: Plan;
  readonly after: string;
  readonly now: Evaluated;
}
const shop = workshop();
afterAll(shop.remove);
const withoutPlaces = (table: TableModel | undefined): unknown => JSON.parse(JSON.stringify(table, (key, value) => (key === 'at' ? undefined : value)));

describe('one property, in hundreds of layouts of source', () => {
  let tried: readonly Tried[];
  beforeAll(() => {
    const cases = drawn.map((layout) => ({ layout, ...caseOf(layout) }));
    const folders = cases.map(({ files }) => shop.write(files));
    const before = evaluate(folders).map((each, i) => {
      if (each.error !== undefined) throw new Error(`${JSON.stringify(drawn[i])}\n${cases[i]?.files['silver.ts']}\n${each.error}`);
      return each.model;
    });
    const plans = cases.map(({ layout }, i) => {
      const model = before[i] as Model;
      const { code, uses } = CODE[layout.code];
      const query = textOf(model, code, tablesOf(layout), uses);
      return planChanges(targetOf(folders[i] as string, model), [{ kind: 'properties', construct: refTo(model, 'silver.clean'), set: { query } }]);
    });
    const changed = cases.map(({ files }, i) => afterwards(files, plans[i] as Plan));
    const now = evaluate(changed.map((files) => shop.write(files)));
    tried = cases.map((each, i) => ({
      ...each,
      model: before[i] as Model,
      plan: plans[i] as Plan,
      after: changed[i]?.['silver.ts'] ?? '',
      now: now[i] as Evaluated,
    }));
  });
  const each = (check: (one: Tried) => void): void => {
    for (const one of tried)
      try {
        check(one);
      } catch (error) {
        throw new Error(`${JSON.stringify(one.layout)}\n--- before\n${one.files['silver.ts']}\n--- after\n${one.after}\n--- ${(error as Error).message}`);
      }
  };

  it('tries more than 200 that differ', () => {
    expect(new Set(tried.map(({ files }) => files['silver.ts'])).size).toBeGreaterThan(200);
  });
  it('refuses none of these', () => {
    each(({ plan }) => expect(plan.refused.map(({ diagnostic }) => diagnostic.message)).toEqual([]));
  });
  it('gives a definition that Node evaluates to the intended query, and leaves every other table as it was', () => {
    const expected = new Map<string, unknown>();
    each(({ layout, model, now }) => {
      const after = modelIn(now);
      const table = after.tables.find(({ key }) => key === 'silver.clean');
      // All layouts of one code over the same tables mean the same.
      const same = `${layout.code} ${JSON.stringify(tablesOf(layout))}`;
      if (!expected.has(same)) expected.set(same, table?.body);
      expect(table?.body).toEqual(expected.get(same));
      expect(table?.body.kind).not.toBe('unwritten');
      const others = (m: Model) =>
        m.tables
          .filter(({ key }) => key !== 'silver.clean')
          .map(withoutPlaces)
          .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      expect(others(after)).toEqual(others(model));
      const { body: _, ...rest } = table as TableModel;
      const { body: __, ...was } = model.tables.find(({ key }) => key === 'silver.clean') as TableModel;
      expect({ intent: rest.intent, columns: rest.columns, primaryKey: rest.primaryKey, tags: rest.tags }).toEqual({
        intent: was.intent,
        columns: was.columns,
        primaryKey: was.primaryKey,
        tags: was.tags,
      });
    });
  });
  it('keeps every byte around the options, and every other property and comment in them', () => {
    each(({ around: [before, after], kept, after: text, files }) => {
      expect(text.endsWith(after)).toBe(true);
      expect(text.includes(before)).toBe(true);
      for (const part of kept) expect(text).toContain(part);
      expect(text.startsWith('\uFEFF')).toBe(files['silver.ts']?.startsWith('\uFEFF'));
    });
  });
  it('touches no other file', () => {
    each(({ plan }) => expect(plan.files.map(({ path }) => path)).toEqual(['silver.ts']));
  });
  it('ends lines as the file does', () => {
    each(({ layout, after }) => expect(after.replaceAll('\r\n', '').includes('\n')).toBe(layout.newline === '\n' && after.includes('\n')));
  });
  it('leaves no line with blanks at its end that had none', () => {
    const trailing = (text: string): number => text.match(/[ \t]+\r?$/gm)?.length ?? 0;
    each(({ after, files }) => expect(trailing(after)).toBeLessThanOrEqual(trailing(files['silver.ts'] ?? '')));
  });
  it('makes the same change a second time without a difference', () => {
    const folders = tried.map(({ files, plan }) => shop.write(afterwards(files, plan)));
    each(({ now, layout }) => {
      const i = tried.findIndex((one) => one.now === now);
      const model = modelIn(now);
      const { code, uses } = CODE[layout.code];
      const query = textOf(model, code, tablesOf(layout), uses);
      const again = planChanges(targetOf(folders[i] as string, model), [{ kind: 'properties', construct: refTo(model, 'silver.clean'), set: { query } }]);
      expect(again.refused.map(({ diagnostic }) => diagnostic.message)).toEqual([]);
      expect(again.files.map((file) => file.after)).toEqual([]);
    });
  });
});
