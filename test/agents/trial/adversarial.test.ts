import { tmpdir } from 'node:os';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { F, from, Layer, Project, t, Table } from '../../../src/index.ts';
import { adversarialInputs, isLawful } from '../../../src/agents/trial/adversarial.ts';
import { extremeValues, hardValues, type Json, mentioned, mentions, valueAt } from '../../../src/agents/trial/hard-values.ts';
import { type Given, shrink } from '../../../src/agents/trial/shrink.ts';
import type { ColumnModel, Model } from '../../../src/model/model.ts';
import { type DataTypeNode, decimal, SCALAR_KINDS, scalar } from '../../../src/query/datatype.ts';
import { modelOf } from '../../run/support.ts';
import { shop } from './support.ts';

const READS = ['bronze.orders', 'bronze.customers'];
const rowsIn = (input: Given): number => Object.values(input).reduce((sum, rows) => sum + rows.length, 0);

const typeOf = fc.oneof(
  fc.constantFrom(...SCALAR_KINDS).map((kind): DataTypeNode => scalar(kind)),
  fc.tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38)).map(([precision, scale]): DataTypeNode => decimal(precision, Math.min(precision, scale))),
  fc.constantFrom<DataTypeNode>({ kind: 'varchar', length: 3 }, { kind: 'array', element: scalar('int'), containsNull: true }),
);
const columnsOf = fc.uniqueArray(fc.record({ name: fc.constantFrom('id', 'a', 'b', 'at', 'x y'), type: typeOf, nullable: fc.boolean() }), {
  selector: ({ name }) => name,
  minLength: 1,
  maxLength: 5,
});
const modelsOf = fc.tuple(columnsOf, columnsOf, fc.boolean()).map(([one, other, hasKey]): Model => {
  const key = (columns: readonly ColumnModel[]): readonly string[] => (hasKey && columns[0] ? [columns[0].name] : []);
  const strict = (columns: readonly ColumnModel[]): readonly ColumnModel[] =>
    columns.map((column) => (key(columns).includes(column.name) ? { ...column, nullable: false } : column));
  return modelOf([
    { key: 'bronze.one', columns: strict(one), primaryKey: key(one) },
    { key: 'bronze.other', columns: strict(other), primaryKey: key(other) },
  ]);
});

describe('rows made to break a body', () => {
  const datasets = adversarialInputs({ model: shop(), reads: READS, texts: ["orders over 100 from 'DE' since 2026-03-01"] });
  const named = (name: string) => datasets.find((each) => each.name === name)?.input ?? {};
  it('have time zones where a column is called like one', () => {
    const columns = ['time_zone', 'tz', 'zone'].map((name) => ({ name, type: scalar('string'), nullable: true }));
    const model = modelOf([{ key: 'bronze.shops', columns }]);
    const rows = adversarialInputs({ model, reads: ['bronze.shops'] }).flatMap(({ input }) => input['bronze.shops'] ?? []);
    const zones = new Set(rows.flatMap(({ time_zone: one, tz }) => [one, tz]).filter((zone) => typeof zone === 'string'));
    expect(zones.size).toBeGreaterThan(2);
    for (const timeZone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone: String(timeZone) })).not.toThrow();
    expect(rows.some(({ time_zone: zone }) => zone === null)).toBe(true);
    expect(rows.map(({ zone }) => zone)).toContain('a');
  });
  it('are what the tables are declared to hold, whatever these are', () => {
    fc.assert(
      fc.property(modelsOf, fc.string(), (model, text) => {
        for (const { input, name } of adversarialInputs({ model, reads: ['bronze.one', 'bronze.other'], texts: [text] })) {
          expect(isLawful(model, input), name).toBe(true);
          expect(rowsIn(input)).toBeLessThanOrEqual(120);
        }
      }),
      { numRuns: 60 },
    );
  });
  it('are the same for the same seed, and others for another', () => {
    const made = (seed: string) => JSON.stringify(adversarialInputs({ model: shop(), reads: READS, seed }));
    expect(made('a')).toBe(made('a'));
    expect(made('a')).not.toBe(made('b'));
  });
  it('hold NULL in each column that may be NULL, alone and together', () => {
    const orders = named('nulls')['bronze.orders'] ?? [];
    for (const column of ['customer', 'amount', 'at']) expect(orders.filter((row) => row[column] === null).length, column).toBeGreaterThanOrEqual(2);
    expect(orders).toContainEqual({ id: expect.any(Number), customer: null, amount: null, at: null });
    expect(orders).toContainEqual({ id: expect.any(Number), customer: null, amount: expect.any(String), at: expect.any(String) });
  });
  it('hold keys with no match, one match and many', () => {
    const customers = new Set((named('many to many')['bronze.customers'] ?? []).map((row) => row['customer']));
    const counts = new Map<unknown, number>();
    for (const row of datasets.flatMap(({ input }) => input['bronze.orders'] ?? [])) counts.set(row['customer'], (counts.get(row['customer']) ?? 0) + 1);
    expect([...counts].some(([key, n]) => customers.has(key) && n > 1)).toBe(true);
    expect([...counts.keys()].some((key) => key !== null && !customers.has(key))).toBe(true);
    expect(named('no customers')['bronze.customers']).toEqual([]);
    expect(named('no customers')['bronze.orders']?.length).toBeGreaterThan(0);
  });
  it('hold rows that tie in time, late rows, and no rows at all', () => {
    expect(new Set((named('ties')['bronze.orders'] ?? []).map((row) => row['at'])).size).toBe(1);
    const late = (named('late rows')['bronze.orders'] ?? []).map((row) => String(row['at']));
    expect(late).not.toEqual(late.toSorted());
    expect(rowsIn(named('empty'))).toBe(0);
  });
  it('hold both sides of what texts mention', () => {
    const rows = named('mentioned');
    const amounts = (rows['bronze.orders'] ?? []).map((row) => row['amount']);
    expect(amounts).toEqual(expect.arrayContaining(['99.99', '100.00', '100.01']));
    const countries = (rows['bronze.customers'] ?? []).map((row) => row['country']);
    expect(countries).toContain('DE');
    expect(countries.some((country) => typeof country === 'string' && country !== 'DE' && country.trim().toUpperCase() === 'DE')).toBe(true);
  });
  it('reach the branches of a plan', () => {
    const model = shop();
    const totals = model.tables.find(({ key }) => key === 'gold.totals');
    const plan = totals?.body.kind === 'relation' ? totals.body.plan : undefined;
    const found = adversarialInputs({ model, reads: ['bronze.orders'], ...(plan ? { plan } : {}) }).find(({ name }) => name === 'branches');
    expect(new Set(found?.input['bronze.orders']?.map((row) => row['customer'])).size).toBeGreaterThan(1);
  });
  it('hold no unit of a function as a day or a moment', () => {
    const project = new Project({ name: 'units', outdir: tmpdir() });
    const bronze = new Layer(project, 'bronze');
    const events = new Table(bronze, 'events', {
      intent: 'what happened',
      columns: { id: t.int().notNull(), day: t.date(), at: t.timestamp() },
      primaryKey: ['id'],
    });
    new Table(bronze, 'early', {
      query: from(events).where((e) => e.at.le(F.timestampAdd('HOUR', 24, e.at)).and(F.trunc(e.day, 'month').lt('2026-03-01'))),
    });
    const { model, diagnostics } = project.check();
    const body = model?.tables.find(({ key }) => key === 'bronze.early')?.body;
    if (!model || body?.kind !== 'relation') throw new Error(JSON.stringify(diagnostics));
    const rows = adversarialInputs({ model, reads: ['bronze.events'], plan: body.plan }).flatMap(({ input }) => input['bronze.events'] ?? []);
    for (const row of rows)
      for (const value of [row['day'], row['at']]) expect(value === null || /^[+-]?\d{4,}-/.test(String(value)), String(value)).toBe(true);
    expect(rows.map((row) => row['day'])).toContain('2026-02-28');
  });
});

describe('values', () => {
  it('mentioned in a text are found, and fit the types that can hold them', () => {
    expect(mentions('over 3.5 or -2, \'test\' and "it", since 2026-03-01, v1.2.3')).toEqual(expect.arrayContaining(['3.5', '-2', 'test', 'it', '2026-03-01']));
    expect(mentioned('test', scalar('string'))).toEqual(expect.arrayContaining(['test', 'TEST', ' test', 'test ']));
    expect(mentioned('3', decimal(9, 2))).toEqual(['2.99', '3.00', '3.01']);
    expect(mentioned('200', decimal(3, 2))).toEqual([]);
    expect(mentioned('2026-03-01', scalar('date'))).toEqual(['2026-02-28', '2026-03-01', '2026-03-02']);
    expect(mentioned('x', scalar('int'))).toEqual([]);
  });
  it('fit in decimals of all sizes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 38 }), fc.nat(38), (precision, scale) => {
        const type = decimal(precision, Math.min(precision, scale));
        for (const value of [valueAt(type, 3), ...hardValues(type), ...extremeValues(type)]) {
          const [whole = '', part = ''] = String(value).replace('-', '').split('.');
          expect(part.length).toBe(type.scale);
          expect(whole.replace(/^0+/, '').length).toBeLessThanOrEqual(type.precision - type.scale);
        }
      }),
    );
  });
});

describe('the smallest input', () => {
  const model = shop();
  const orders = fc.array(fc.record({ customer: fc.constantFrom(null, 'a', 'b', 'x'), amount: fc.constantFrom(null, '1.00', '7.00') }), {
    minLength: 1,
    maxLength: 40,
  });
  const isBad = (row: Readonly<Record<string, unknown>>): boolean => row['customer'] === 'x' && row['amount'] === '7.00';
  it('has the rows that matter and no other, and simple values where they do not', async () => {
    await fc.assert(
      fc.asyncProperty(orders, fc.nat(), fc.integer({ min: 1, max: 3 }), async (some, seed, needed) => {
        const bad = Array.from({ length: needed }, () => ({ customer: 'x', amount: '7.00' }));
        const place = seed % (some.length + 1);
        const rows = [...some.slice(0, place), ...bad, ...some.slice(place)].map((row, i) => ({ id: i + 1, ...row, at: '2026-01-01T00:00:00Z' }));
        const start: Given = { 'bronze.orders': rows, 'bronze.customers': [{ customer: 'a', country: 'b' }] };
        let questions = 0;
        const found = await shrink(start, {
          model,
          questions: 200,
          holds: (inputs) => {
            questions++;
            return Promise.resolve(inputs.map((input) => isLawful(model, input) && (input['bronze.orders'] ?? []).filter(isBad).length >= needed));
          },
        });
        expect(found['bronze.customers']).toEqual([]);
        expect(found['bronze.orders']).toEqual(Array.from({ length: needed }, () => ({ id: expect.any(Number), customer: 'x', amount: '7.00', at: null })));
        expect(questions).toBeLessThan(80);
      }),
      { numRuns: 60 },
    );
  });
  it('is what it was where nothing may be asked', async () => {
    const start: Given = { 'bronze.orders': [{ id: 1, customer: 'a' as Json }] };
    expect(await shrink(start, { model, questions: 0, holds: () => Promise.reject(new Error('asked')) })).toEqual(start);
  });
});
