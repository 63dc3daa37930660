import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { files, from, Layer, QualityRule, ReferenceRule, t, Table, UniqueRule } from '../../src/index.ts';
import { rulesFromSchema } from '../../src/mcp/rules-from-schema.ts';
import { modelOf, newProject } from '../support.ts';

const NAMES = [
  'id',
  'customer_id',
  'order key',
  "o'brien_code",
  'price',
  'unit-price',
  'pct',
  'quantity',
  'email',
  'start_at',
  'end_at',
  'created',
  'updated',
  '__proto__x',
  'Größe',
  'class',
  'length',
];
const TYPES = { int: t.int, bigint: t.bigint, double: t.double, string: t.string, date: t.date, timestamp: t.timestamp, boolean: t.boolean } as const;
const columns = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...(Object.keys(TYPES) as (keyof typeof TYPES)[]))), {
  selector: ([name]) => name,
  minLength: 1,
  maxLength: 10,
});

/** Two tables of these columns; the second may refer to the first. */
const declared = (names: readonly (readonly [string, keyof typeof TYPES])[]) => {
  const project = newProject('shop');
  const layer = new Layer(project, 'bronze');
  const made = Object.fromEntries(names.map(([name, type]) => [name, TYPES[type]()])) as Record<string, ReturnType<typeof t.int>>;
  const [key = ''] = Object.keys(made);
  const first = new Table(layer, 'first', { source: files('landing', { format: 'parquet' }), columns: made, primaryKey: [key] });
  const second = new Table(layer, 'second', { query: from(first), primaryKey: Object.keys(made).slice(1, 2) as never });
  return { project, tables: { bronzeFirst: first, bronzeSecond: second } };
};

describe('rules that a schema suggests', () => {
  it('are statements that run and leave nothing to object to, whatever columns are called', () => {
    let seen = 0;
    fc.assert(
      fc.property(columns, (names) => {
        const { project, tables } = declared(names);
        const { model } = project.check();
        if (!model) return;
        const rules = model.tables.flatMap((table) => rulesFromSchema(model, table));
        seen += rules.length;
        for (const { code, variables } of rules) {
          expect(Object.keys(variables).every((name) => name in tables)).toBe(true);
          new Function('UniqueRule', 'QualityRule', 'ReferenceRule', ...Object.keys(tables), code)(
            UniqueRule,
            QualityRule,
            ReferenceRule,
            ...Object.values(tables),
          );
        }
        const errors = project.check().diagnostics.filter(({ severity }) => severity === 'error');
        expect(errors).toEqual([]);
        const again = modelOf(project.check());
        expect(again.tables.flatMap((table) => rulesFromSchema(again, table))).toEqual([]);
      }),
      { numRuns: 100 },
    );
    expect(seen).toBeGreaterThan(100);
  });
});
