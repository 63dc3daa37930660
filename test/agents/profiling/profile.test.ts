import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ColumnProfile, profileTable, type TableProfile } from '../../../src/agents/profiling/profile.ts';
import { proposeRules, proposeTypes } from '../../../src/agents/profiling/proposals.ts';
import { startEngine } from '../../../src/agents/trial/index.ts';
import { files, Layer, QualityRule, t, Table } from '../../../src/index.ts';
import type { Model, TableModel } from '../../../src/model/model.ts';
import { modelOf, newProject } from '../../support.ts';
import { prepared } from '../trial/support.ts';

const shop = (): Model => {
  const project = newProject('shop');
  const bronze = new Layer(project, 'bronze');
  const source = files('x', { format: 'json' });
  new Table(bronze, 'customers', { source, columns: { id: t.bigint().notNull(), name: t.string() }, primaryKey: ['id'] });
  const orders = new Table(bronze, 'orders', {
    source,
    columns: {
      'order.`id`': t.bigint(),
      customer_id: t.bigint(),
      state: t.string(),
      amount: t.decimal(10, 2),
      day: t.string(),
      email: t.string().tag('pii'),
      tags: t.array(t.string()),
      zip: t.string(),
      sent_at: t.string(),
      price: t.string(),
      code: t.char(3),
      id: t.bigint(),
    },
  });
  new QualityRule(orders, 'amount_ok', { check: (o) => o.amount.ge(0), onViolation: 'warn', nulls: 'pass' });
  return modelOf(project.check());
};
const model = shop();
const tableOf = (key: string): TableModel => model.tables.find((table) => table.key === key) as TableModel;
const ORDERS = Array.from({ length: 40 }, (_, i) => ({
  'order.`id`': i + 1,
  customer_id: i % 4 === 0 ? null : (i % 3) + 1,
  state: ['new', 'päid', ' sent '][i % 3],
  amount: `${i}.50`,
  day: `2026-01-${String((i % 28) + 1).padStart(2, '0')}`,
  email: `a${i}@b.example`,
  tags: ['x'],
  zip: `0003${i % 10}`,
  sent_at: `2026-01-05 04:30:${String(i).padStart(2, '0')}`,
  price: '5.123456789',
  code: 'a  ',
  id: 1,
}));
const CUSTOMERS = [1, 2, 3].map((id) => ({ id, name: 'n' }));

describe('a profile, counted by Spark', () => {
  const root = mkdtempSync(join(tmpdir(), 'lakewright-profile-'));
  let engine: ReturnType<typeof startEngine>;
  let found: TableProfile;
  beforeAll(async () => {
    engine = startEngine({ root, prepared: prepared() });
    found = await profileTable(engine, model, tableOf('bronze.orders'), ORDERS, { 'bronze.customers': CUSTOMERS });
  }, 120_000);
  afterAll(async () => {
    await engine.close();
    rmSync(root, { recursive: true, force: true });
  });
  const column = (name: string): ColumnProfile | undefined => found.columns.find((each) => each.name === name);

  it('proposes no type in which part of a value would be lost', () => {
    const types = Object.fromEntries(proposeTypes(tableOf('bronze.orders'), found).map(({ column: name, type }) => [name, type]));
    expect(types).toMatchObject({ day: 't.date()', sent_at: 't.timestamp()' });
    expect(Object.keys(types)).not.toContain('zip');
    expect(Object.keys(types)).not.toContain('price');
  });
  it('shows sized text without the blanks that fill it', () => {
    expect(column('code')).toMatchObject({ padded: 0, values: [{ value: 'a', count: 40 }] });
  });
  it('takes one scan for all measures, one for keys, one for values, and one for each reference', () => {
    expect(found).toMatchObject({ rows: 40, scans: 4, isSample: false });
  });
  it('counts NULL, distinct values, ranges, spaces, types and patterns, whatever columns are called', () => {
    expect(column('order.`id`')).toMatchObject({ nulls: 0, distinct: 40, isExact: true, low: '1', high: '40' });
    expect(column('customer_id')).toMatchObject({ nulls: 10 });
    expect(column('state')).toMatchObject({
      padded: 13,
      values: [
        { value: 'new', count: 14 },
        { value: ' sent ', count: 13 },
        { value: 'päid', count: 13 },
      ].toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    });
    expect(column('day')?.readable).toMatchObject({ date: 40 });
    expect(column('email')?.patterns).toMatchObject({ email: 40 });
  });
  it('finds references to keys of other tables, and shows no value of a column that is marked', () => {
    expect(found.references).toEqual([{ column: 'customer_id', to: 'bronze.customers', key: 'id' }]);
    expect(column('email')).not.toHaveProperty('values');
  });
  it('proposes what the counts speak for and no rule says yet', () => {
    const rules = proposeRules(tableOf('bronze.orders'), found);
    const names = rules.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['order_id_unique', 'state_listed', 'customer_id_exists', 'email_email']));
    expect(names.filter((name) => name.startsWith('amount'))).toEqual(['amount_unique']);
    for (const { code } of rules) expect(code).toContain("onViolation: 'warn'");
    expect(proposeTypes(tableOf('bronze.orders'), found)).toContainEqual({ column: 'day', type: 't.date()', why: 'all 40 values can be read as date' });
  });
  it('gives rules of columns in other alphabets names of their own', () => {
    const columns = ['数量', '価格'].map((name) => ({ ...(column('order.`id`') as ColumnProfile), name }));
    const rules = proposeRules({ ...tableOf('bronze.orders'), rules: [] }, { ...found, columns, references: [] });
    expect(new Set(rules.map((rule) => rule.column))).toEqual(new Set(['数量', '価格']));
    const names = rules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
  it('says nothing of few rows, and counts a table without any', { timeout: 60_000 }, async () => {
    const empty = await profileTable(engine, model, tableOf('bronze.customers'), []);
    expect(empty).toMatchObject({ rows: 0, scans: 1 });
    expect(proposeRules(tableOf('bronze.customers'), empty)).toEqual([]);
  });
});
