import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dashboardLayer, emitDashboards } from '../../src/emit/dashboards/index.ts';
import type { Model } from '../../src/model/model.ts';
import { anyText } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { type Lakeview, lakeview } from './lakeview.ts';
import { watchedModel } from './watched.ts';

const filesOf = (model: Model): readonly Lakeview[] => emitDashboards(model).map(({ content }) => lakeview.parse(JSON.parse(content as string)));
const overview = (model: Model = watchedModel()): Lakeview => filesOf(model)[0] as Lakeview;
type Layout = Lakeview['pages'][number]['layout'][number];
const layoutOf = (file: Lakeview): readonly Layout[] => file.pages[0]?.layout ?? [];
type Spec = Extract<Layout['widget'], { spec: unknown }>;
const widgetsOf = (file: Lakeview): readonly Spec[] => layoutOf(file).flatMap(({ widget }) => ('spec' in widget ? [widget] : []));

/** Every `fieldName` anywhere in the encodings. */
const fieldNames = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => (key === 'fieldName' ? [String(inner)] : fieldNames(inner)));

const check = (file: Lakeview): void => {
  const datasets = file.datasets.map(({ name }) => name);
  const names = layoutOf(file).map(({ widget }) => widget.name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(datasets).size).toBe(datasets.length);
  for (const { spec, queries } of widgetsOf(file)) {
    const query = queries[0]?.query;
    expect(datasets).toContain(query?.datasetName);
    const fields = new Set(query?.fields.map(({ name }) => name));
    for (const name of fieldNames(spec.encodings)) expect(fields).toContain(name);
    expect([...fields].every((name) => fieldNames(spec.encodings).includes(name))).toBe(true);
  }
};

describe('dashboards', () => {
  test('have the form that Lakeview reads, and fields that the encodings name', () => {
    check(overview());
  });

  test('stand on twelve columns and cover no one', () => {
    const taken = new Set<string>();
    for (const { position } of layoutOf(overview())) {
      expect(position.x + position.width).toBeLessThanOrEqual(12);
      for (let x = position.x; x < position.x + position.width; x++) {
        for (let y = position.y; y < position.y + position.height; y++) {
          expect(taken).not.toContain(`${x},${y}`);
          taken.add(`${x},${y}`);
        }
      }
    }
    const positions = layoutOf(overview()).map(({ position: { x, y, width } }) => [x, y, width]);
    expect(positions).toEqual([
      [0, 0, 12],
      [0, 1, 4],
      [4, 1, 4],
      [8, 1, 4],
      [0, 4, 6],
      [6, 4, 6],
      [0, 10, 6],
      [6, 10, 6],
      [0, 17, 12],
    ]);
  });

  test('read each table once, only what is shown, from other catalogs than their own by the whole name', () => {
    expect(overview().datasets.map(({ queryLines }) => queryLines.join(''))).toEqual([
      'SELECT\n  day,\n  carrier,\n  flights,\n  late,\n  mean\nFROM air_traffic_gold.daily\n',
      'SELECT\n  carrier,\n  flight,\n  delay\nFROM lab_ops.air_traffic_silver.flights\n',
      'SELECT\n  carrier\nFROM main.crm.partners\n',
    ]);
  });

  test('are files of their own in environments that have other names for what they read', () => {
    expect(emitDashboards(watchedModel()).map(({ path, content }) => [path, /FROM (\S+silver\.flights)/.exec(String(content))?.[1]])).toEqual([
      ['dashboards/overview.lab.lvdash.json', 'lab_ops.air_traffic_silver.flights'],
      ['dashboards/overview.prod.lvdash.json', 'prod_ops.air_traffic_silver.flights'],
    ]);
  });

  test('show numbers as asked, and say what they show', () => {
    const [flights, late, money, bars] = widgetsOf(overview());
    expect(flights?.queries[0]?.query).toMatchObject({ fields: [{ expression: 'sum(`flights`)' }], disaggregated: false });
    expect(late?.queries[0]?.query.fields[0]?.expression).toBe('sum(`late`) / sum(`flights`)');
    expect(late?.spec).toMatchObject({
      frame: { title: 'Late', showDescription: true, description: 'share' },
      encodings: { value: { format: { type: 'number-percent' } } },
    });
    expect(money?.spec).toMatchObject({ encodings: { value: { format: { type: 'number-currency' } } } });
    expect(bars?.spec).toMatchObject({
      frame: { title: 'flights, late by carrier' },
      encodings: { y: { fields: [{ fieldName: 'flights' }, { fieldName: 'late' }] } },
    });
  });

  test('choose scales by type: times flow, names and bars stand', () => {
    const scales = widgetsOf(overview()).flatMap(({ spec }) => (spec.widgetType === 'bar' || spec.widgetType === 'line' ? [spec.encodings.x.scale.type] : []));
    expect(scales).toEqual(['categorical', 'temporal', 'categorical']);
  });

  test('look their tables up in the catalog of the layer that has most of them', () => {
    const [dashboard] = watchedModel().dashboards;
    expect(dashboard && dashboardLayer(watchedModel(), dashboard)?.name).toBe('gold');
  });

  test('keep their form whatever names and texts the definition holds, and nothing for the Databricks CLI to fill in', () => {
    const count = widgetsOf(overview()).length;
    fc.assert(
      fc.property(anyText, (text) => {
        const model = modelWith(text, watchedModel());
        for (const { content, path } of emitDashboards(model)) {
          expect(content).not.toContain('${');
          expect(path).toMatch(/^dashboards\/[a-z0-9_]+(?:\.[a-z0-9_]+)?\.lvdash\.json$/);
        }
        check(overview(model));
        expect(widgetsOf(overview(model)).length).toBe(count);
      }),
      { numRuns: 200 },
    );
  });
});
