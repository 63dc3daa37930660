/** What is computed without Spark, asked of Spark: a project's own generated tests. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { emitProject } from '../../../src/emit/index.ts';
import {
  Duration,
  F,
  FreshnessRule,
  from,
  Layer,
  MetricRule,
  percent,
  Project,
  ReferenceRule,
  stream,
  t,
  Table,
  UniqueRule,
  Window,
} from '../../../src/index.ts';
import { ensureLocal } from '../../../src/run/environment/index.ts';
import { FULL } from '../../suite.ts';

/** The short suite runs generated tests of the samples: mutation.test.ts. */
const folder = mkdtempSync(join(tmpdir(), 'lakewright-generated-tests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const project = new Project({ name: 'asked', outdir: folder });
const layer = new Layer(project, 'all');
const products = new Table(layer, 'products', { intent: 'what is sold', columns: { sku: t.string(), shop: t.int() } });
const orders = new Table(layer, 'orders', { intent: 'what was ordered', columns: { id: t.int(), shop: t.int(), sku: t.string(), at: t.timestamp() } });
const ranked = new Table(layer, 'ranked', {
  query: from(orders).withColumns((o) => {
    const byTime = Window.partitionBy(o.shop).orderBy(o.at.desc());
    const whole = Window.partitionBy(o.shop);
    return {
      rank: F.rank().over(byTime),
      dense: F.denseRank().over(byTime),
      so_far: F.count(o.id).over(Window.partitionBy(o.shop).orderBy(o.id)),
      total: F.sum(o.id).over(whole),
      least: F.min(o.id).over(whole),
      most: F.max(o.id).over(whole),
    };
  }),
});
new UniqueRule(ranked, 'ids', { columns: ['id', 'shop'], onViolation: 'warn', failAbove: percent(5) });
new UniqueRule(ranked, 'first_of_shop', { columns: ['shop'], where: (r) => r.rank.eq(1) });
new ReferenceRule(ranked, 'sold', { to: products, on: (r, p) => r.sku.eq(p.sku).and(r.shop.eq(p.shop)), onViolation: 'quarantine', failAbove: 2 });
new FreshnessRule(ranked, 'of_today', { column: 'at', maxAge: Duration.days(1), onViolation: 'fail' });
new MetricRule(ranked, 'few_without_sku', {
  metric: (r) => F.avg(F.when(r.sku.isNull(), 1).otherwise(0)),
  max: 0.5,
  withinOfUsual: percent(20),
  onViolation: 'warn',
});
new Table(layer, 'numbered', {
  query: from(orders)
    .withColumns((o) => {
      const byId = Window.partitionBy(o.shop).orderBy(o.id.asc().nullsLast());
      return { number: F.rowNumber().over(byId), before: F.lag(o.sku).over(byId), after: F.lead(o.id, 2).over(byId), mean: F.avg(o.id).over(byId) };
    })
    .where((o) => o.number.le(2)),
});
new Table(layer, 'near', {
  query: from(orders).select((o) => {
    const byId = Window.partitionBy(o.shop).orderBy(o.id);
    const byTime = Window.partitionBy(o.shop).orderBy(o.at.desc().nullsFirst());
    return {
      id: o.id,
      shop: o.shop,
      around: F.sum(o.id).over(byId.rangeBetween(-1, 2)),
      below: F.count(o.id).over(byId.rangeBetween(Window.unboundedPreceding, -1)),
      recent: F.count(o.id).over(byTime.rangeBetween(Duration.minutes(5), 0)),
    };
  }),
});
const parcels = new Table(layer, 'parcels', {
  intent: 'what was sent',
  write: { strategy: 'append' },
  columns: { id: t.int(), at: t.timestamp(), parts: t.array(t.struct({ sku: t.string() })) },
});
new Table(layer, 'sent', {
  query: stream(parcels)
    .withWatermark('at', Duration.hours(1))
    .where((p) => p.id.isNotNull())
    .explode('part', (p) => p.parts, { position: 'line', keepEmpty: true })
    .select((p) => ({ id: p.id, line: p.line, sku: p.part.fields.sku })),
});
new Table(layer, 'newest', {
  query: from(orders)
    .orderBy(
      (o) => o.at.desc(),
      (o) => o.id.asc(),
    )
    .limit(2),
});

const { model, diagnostics } = project.check();
if (!model) throw new Error(JSON.stringify(diagnostics));
const files = emitProject(model);

it.each(['ranked', 'numbered', 'near', 'sent', 'newest'])('windows, limits and elements are computed where order alone decides: %s', (name) => {
  const text = files.find(({ path }) => path.endsWith(`test_all_${name}.py`))?.content as string;
  expect(text).toContain('def test_it_makes_these_rows');
  const columns = /^COLUMNS = \[([^\]]*)\]/m.exec(text)?.[1] ?? '';
  const computed =
    {
      ranked: ['rank', 'dense', 'so_far', 'total', 'least', 'most'],
      numbered: ['number', 'before', 'after', 'mean'],
      near: ['around', 'below', 'recent'],
      sent: ['id', 'line'],
      newest: ['id'],
    }[name] ?? [];
  for (const column of computed) expect(columns).toContain(`"${column}"`);
});

it.runIf(FULL)(
  'Spark makes the rows that are computed without it, and the runtime finds the violations (npm run test:full)',
  async () => {
    for (const { path, content } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const local = await ensureLocal({});
    const tests = ['ranked', 'numbered', 'near', 'sent', 'newest'].map((name) => `tests/generated/test_all_${name}.py`);
    const { status, stdout } = spawnSync(local.python.python, ['-m', 'pytest', '-q', '--tb=short', '-p', 'no:cacheprovider', ...tests], {
      cwd: folder,
      env: local.env,
      encoding: 'utf8',
    });
    expect(status, stdout).toBe(0);
  },
  400_000,
);
