import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { emitMonteCarlo, monitorFolder } from '../../src/emit/monte_carlo/index.ts';
import { monitorName } from '../../src/emit/monte_carlo/names.ts';
import type { Model, MonitorModel } from '../../src/model/model.ts';
import { anyText } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { watchedModel } from './watched.ts';

const slug = z.string().regex(/^[a-z0-9_]{1,160}$/);
const project = z.strictObject({
  version: z.literal(1),
  namespace: slug,
  default_resource: z.string().optional(),
  default_domain: z.string().optional(),
  include_file_patterns: z.array(z.string()).length(1),
});
const condition = z.discriminatedUnion('operator', [
  z.strictObject({ metric: z.string(), operator: z.literal('AUTO'), fields: z.array(z.string()).optional() }),
  z.strictObject({ metric: z.string(), operator: z.enum(['GT', 'LT']), threshold_value: z.number(), fields: z.array(z.string()).length(1) }),
]);
const monitor = z.strictObject({
  name: slug,
  description: z.string().min(1).max(512),
  // catalog:schema.table; a random catalog may have a colon too.
  data_source: z.strictObject({ table: z.string().regex(/^.+:.+\..+$/s) }),
  where_condition: z.string().optional(),
  segment_fields: z.array(z.string()).length(1).optional(),
  alert_conditions: z.array(condition).min(1),
  schedule: z.union([
    z.strictObject({ type: z.literal('fixed'), interval_minutes: z.int().min(60) }),
    z.strictObject({ type: z.literal('fixed'), interval_crontab: z.array(z.string()).length(1), timezone: z.string() }),
  ]),
  audiences: z.array(z.string()).min(1).optional(),
});
const monitors = z.strictObject({ montecarlo: z.strictObject({ metric: z.array(monitor).min(1) }) });
const slack = z.strictObject({ name: slug, channel: z.string(), audience: z.string() });
const email = z.strictObject({ name: slug, emails: z.array(z.string()).length(1), audience: z.string() });
const alerts = z.strictObject({
  montecarlo: z.strictObject({ notifications: z.strictObject({ slack: z.array(slack).optional(), email: z.array(email).optional() }) }),
});

const files = (model: Model): ReadonlyMap<string, unknown> =>
  new Map(emitMonteCarlo(model).map(({ path, content }) => [path, parse(content as string) as unknown]));
const check = (model: Model): void => {
  for (const [path, content] of files(model)) {
    if (path.endsWith('montecarlo.yml')) project.parse(content);
    else if (path.endsWith('alerts.yaml')) alerts.parse(content);
    else monitors.parse(content);
  }
};
const monitorsIn = (environment: string, layer: string, model: Model = watchedModel()): z.infer<typeof monitors>['montecarlo']['metric'] =>
  monitors.parse(files(model).get(`monte_carlo/monitors/${environment}/${layer}.monitors.yml`)).montecarlo.metric;

describe('Monte Carlo files', () => {
  test('have the form that Monte Carlo reads', () => {
    check(watchedModel());
    expect([...files(watchedModel()).keys()]).toEqual([
      'monte_carlo/montecarlo.yml',
      'monte_carlo/alerts.yaml',
      'monte_carlo/monitors/lab/montecarlo.yml',
      'monte_carlo/monitors/lab/silver.monitors.yml',
      'monte_carlo/monitors/lab/gold.monitors.yml',
      'monte_carlo/monitors/prod/montecarlo.yml',
      'monte_carlo/monitors/prod/silver.monitors.yml',
      'monte_carlo/monitors/prod/gold.monitors.yml',
    ]);
  });

  test('give each environment a namespace and tables of its own', () => {
    const namespaces = [...files(watchedModel())].flatMap(([path, content]) => (path.endsWith('montecarlo.yml') ? [project.parse(content).namespace] : []));
    expect(namespaces).toEqual(['air_traffic_alerts', 'air_traffic_lab', 'air_traffic_prod']);
    expect(['lab', 'prod'].map((environment) => monitorsIn(environment, 'gold')[0]?.data_source.table)).toEqual([
      'lab_answers:air_traffic_gold.daily',
      'prod_published:air_traffic_gold.daily',
    ]);
    expect(watchedModel().environments.map(monitorFolder)).toEqual(['monte_carlo/monitors/lab', 'monte_carlo/monitors/prod']);
  });

  test('learn what is usual, or compare with each bound', () => {
    const [volume, mean] = monitorsIn('prod', 'silver');
    expect(volume?.alert_conditions).toEqual([{ metric: 'ROW_COUNT_CHANGE', operator: 'AUTO' }]);
    expect(mean?.alert_conditions).toEqual([
      { metric: 'NUMERIC_MEAN', operator: 'GT', threshold_value: 60.5, fields: ['delay'] },
      { metric: 'NUMERIC_MEAN', operator: 'LT', threshold_value: -10, fields: ['delay'] },
    ]);
    expect(mean).toMatchObject({ where_condition: "carrier = 'o\\'hare' AND delay > 0D", segment_fields: ['carrier'] });
  });

  test('tell the recipients, each in an audience of its own', () => {
    const audiences = monitorsIn('prod', 'silver')[0]?.audiences ?? [];
    const { notifications } = alerts.parse(files(watchedModel()).get('monte_carlo/alerts.yaml')).montecarlo;
    expect(notifications.slack?.map(({ channel }) => channel)).toEqual(['ops']);
    expect(notifications.email?.map(({ emails }) => emails)).toEqual([['data@example.com']]);
    expect(audiences).toEqual([notifications.slack?.[0]?.audience, notifications.email?.[0]?.audience, 'stewards']);
  });

  test('look and tell as the environment says', () => {
    const [first] = watchedModel().monitors as readonly [MonitorModel];
    const notify = { value: ['#lab'], overrides: { prod: ['#ops'] } };
    const model = { ...watchedModel(), monitors: [{ ...first, notify, schedule: { kind: 'cron', cron: '0 6 * * 1-5', timezone: 'Europe/Berlin' } } as const] };
    const audiences = (environment: string) => monitorsIn(environment, 'silver', model)[0]?.audiences;
    expect([audiences('lab'), audiences('prod')]).toEqual([['air_traffic_slack_lab'], ['air_traffic_slack_ops']]);
    expect(monitorsIn('prod', 'silver', model)[0]?.schedule).toEqual({ type: 'fixed', interval_crontab: ['0 6 * * 1-5'], timezone: 'Europe/Berlin' });
    const { notifications } = alerts.parse(files(model).get('monte_carlo/alerts.yaml')).montecarlo;
    expect(notifications.slack?.map(({ channel }) => channel)).toEqual(['lab', 'ops']);
  });

  test('name warehouse and domain where the environment does', () => {
    const environments = watchedModel().environments.map((one) => ({ ...one, monteCarlo: { warehouse: `${one.name} lake`, domain: 'air' } }));
    const model = { ...watchedModel(), environments };
    expect(files(model).get('monte_carlo/monitors/prod/montecarlo.yml')).toMatchObject({ default_resource: 'prod lake', default_domain: 'air' });
    expect(files(watchedModel()).get('monte_carlo/monitors/prod/montecarlo.yml')).not.toHaveProperty('default_resource');
  });

  test('name monitors apart', () => {
    const base = watchedModel().monitors[0] as MonitorModel;
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.constantFrom('a.b', 'a_b.c', 'a.b_c', 'ä.b'), anyText), { minLength: 2, maxLength: 6, selector: (one) => one.join('/') }),
        (given) => {
          const names = given.map(([table, name]) => monitorName({ ...base, table, name }));
          expect(new Set(names).size).toBe(given.length);
          for (const name of names) expect(name).toMatch(/^[a-z0-9_]{1,130}$/);
        },
      ),
      { numRuns: 300 },
    );
    expect(monitorName({ ...base, table: 'a_b.c', name: 'd' })).not.toBe(monitorName({ ...base, table: 'a.b_c', name: 'd' }));
  });

  test('are not there where nothing is monitored or no environment is known', () => {
    expect(emitMonteCarlo({ ...watchedModel(), monitors: [] })).toEqual([]);
    expect(emitMonteCarlo({ ...watchedModel(), environments: [] })).toEqual([]);
  });

  test('keep their form whatever the definition holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        check(modelWith(text, watchedModel()));
        const monitored = {
          ...watchedModel(),
          monitors: watchedModel().monitors.map((one) => ({ ...one, name: `${one.name}${text}`, notify: { value: [`#${text}`, text] } })),
        };
        check(monitored);
      }),
      { numRuns: 40, examples: [['a:...']] },
    );
  });
});
