import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CliFailure } from '../../src/cli/diagnostics.ts';
import { refuseWrongSelection, testFiles } from '../../src/cli/test-files.ts';
import { emitTests } from '../../src/emit/tests/index.ts';
import { files, from, Layer, Project, t, Table } from '../../src/index.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-test-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const project = new Project({ name: 'shop', outdir: root });
const [bronze, silver, gold] = ['bronze', 'silver', 'gold'].map((name) => new Layer(project, name)) as [Layer, Layer, Layer];
const raw = new Table(bronze, 'orders', { source: files('landing/orders', { format: 'json' }), columns: { id: t.bigint() } });
const orders = new Table(silver, 'orders', { query: from(raw).distinct() });
new Table(gold, 'numbers', { query: from(orders).where((o) => o.id.gt(3)) });
const { model, diagnostics } = project.check();
if (!model) throw new Error(JSON.stringify(diagnostics));
const write = (path: string, content: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
for (const { path, content } of emitTests(model)) write(path, String(content));
for (const path of ['tests/silver/test_orders.py', 'tests/silver/test_orders_daily.py', 'tests/bronze/test_orders.py']) write(path, '');

it('selects the generated tests of tables and those of the user that are named so, and no others', () => {
  expect(testFiles(model, ['silver.orders'], root)).toEqual(['tests/generated/test_silver_orders.py', 'tests/silver/test_orders.py']);
});
it('follows readers and what is read, as a run does', () => {
  expect(testFiles(model, ['silver.orders+'], root)).toEqual([
    'tests/generated/test_silver_orders.py',
    'tests/silver/test_orders.py',
    'tests/generated/test_gold_numbers.py',
  ]);
  expect(testFiles(model, ['+gold.numbers'], root)).toHaveLength(5);
});
it('refuses a table that is not there, with a diagnostic', () => {
  expect(() => refuseWrongSelection(model, ['silver.order'])).toThrow(CliFailure);
  expect(() => refuseWrongSelection(model, ['silver.orders'])).not.toThrow();
});
