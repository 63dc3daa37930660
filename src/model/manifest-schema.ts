/** The form of the model, for what comes from outside: a manifest that was read. */
import { z } from 'zod';
import { SCALAR_KINDS } from '../query/datatype.ts';
import type { ExampleValue } from './examples.ts';
import { SOURCE_BODIES } from './sources-schema.ts';
import { MODEL_FORMAT, MONITOR_METRICS } from './model.ts';
import { operationSchemas } from './operations-schema.ts';

const text = z.string();
const names = z.array(text);
const texts = z.record(text, text);
const place = z.strictObject({ file: text, line: z.number(), column: z.number() });
const at = place.optional();

const dataType: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(SCALAR_KINDS) }),
    z.strictObject({ kind: z.literal('decimal'), precision: z.number(), scale: z.number() }),
    z.strictObject({ kind: z.enum(['char', 'varchar']), length: z.number() }),
    z.strictObject({ kind: z.literal('array'), element: dataType, containsNull: z.boolean() }),
    z.strictObject({ kind: z.literal('map'), key: dataType, value: dataType, valueContainsNull: z.boolean() }),
    z.strictObject({
      kind: z.literal('struct'),
      fields: z.array(z.strictObject({ name: text, type: dataType, nullable: z.boolean(), comment: text.optional() })),
    }),
  ]),
);
const typed = { type: dataType, nullable: z.boolean() };
const column = z.strictObject({ name: text, ...typed, comment: text.optional(), tags: texts.optional(), sourceName: text.optional() });
const schema = z.array(column);
const value = z.union([text, z.number(), z.boolean(), z.null()]);

const expr: z.ZodType = z.lazy(() => z.discriminatedUnion('kind', EXPRESSIONS));
const named = z.array(z.strictObject({ name: text, expr }));
const sorts = z.array(z.strictObject({ expr, direction: z.enum(['asc', 'desc']), nulls: z.enum(['first', 'last']) }));
const bound = z.union([z.number(), z.enum(['unbounded preceding', 'unbounded following', 'current row'])]);
const call = z.strictObject({ kind: z.literal('call'), fn: text, args: z.array(expr), ...typed });
const aggregate = z.strictObject({ kind: z.literal('aggregate'), fn: text, args: z.array(expr), filter: expr.optional(), ...typed });
const EXPRESSIONS = [
  z.strictObject({ kind: z.literal('column'), input: z.union([z.literal(0), z.literal(1)]), name: text, ...typed }),
  z.strictObject({ kind: z.literal('literal'), value, denotes: dataType.optional(), ...typed }),
  call,
  z.strictObject({ kind: z.literal('cast'), expr, lenient: z.boolean(), ...typed }),
  z.strictObject({ kind: z.literal('field'), expr, name: text, ...typed }),
  z.strictObject({ kind: z.literal('case'), branches: z.array(z.strictObject({ when: expr, then: expr })), otherwise: expr, ...typed }),
  z.strictObject({ kind: z.literal('struct'), fields: named, ...typed }),
  z.strictObject({ kind: z.literal('lambda'), params: names, body: expr, ...typed }),
  z.strictObject({ kind: z.literal('variable'), name: text, ...typed }),
  z.strictObject({ kind: z.literal('grouping'), key: text.optional(), ...typed }),
  aggregate,
  z.strictObject({
    kind: z.literal('window'),
    expr: z.discriminatedUnion('kind', [call, aggregate]),
    partitionBy: z.array(expr),
    orderBy: sorts,
    frame: z.strictObject({ unit: z.enum(['rows', 'range']), start: bound, end: bound, seconds: z.literal(true).optional() }).optional(),
    ...typed,
  }),
  z.lazy(() => z.strictObject({ kind: z.literal('scalar'), plan, ...typed })),
  z.strictObject({ kind: z.literal('sqlText'), parts: z.array(z.union([text, expr])), ...typed }),
] as const;

const plan: z.ZodType = z.lazy(() => z.discriminatedUnion('kind', PLANS));
const on = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('names'), names }),
  z.strictObject({ kind: z.literal('condition'), condition: expr }),
]);
const hint = z.union([z.enum(['broadcast', 'merge', 'shuffle_hash', 'shuffle_replicate_nl']), z.strictObject({ range: z.number() })]).optional();
const newBy = z.strictObject({ column: text, lookBack: z.number().optional() });
const PLANS = [
  z.strictObject({ kind: z.literal('read'), table: text, schema }),
  z.strictObject({
    kind: z.literal('readStream'),
    table: text,
    skipChangeCommits: z.literal(true).optional(),
    changes: z.literal(true).optional(),
    newBy: newBy.optional(),
    schema,
  }),
  z.strictObject({ kind: z.literal('withWatermark'), input: plan, column: text, seconds: z.number(), schema }),
  z.strictObject({ kind: z.literal('dropDuplicatesWithinWatermark'), input: plan, by: names, schema }),
  z.strictObject({ kind: z.literal('seed'), rows: z.array(z.array(value)), schema }),
  z.strictObject({ kind: z.literal('where'), input: plan, condition: expr, schema }),
  z.strictObject({ kind: z.enum(['select', 'withColumns']), input: plan, columns: named, schema }),
  z.strictObject({ kind: z.literal('drop'), input: plan, names, schema }),
  z.strictObject({
    kind: z.literal('join'),
    left: plan,
    right: plan,
    how: z.enum(['inner', 'left', 'right', 'full', 'cross']),
    on: on.optional(),
    expect: z.enum(['one', 'many']),
    hint,
    columns: named,
    schema,
  }),
  z.strictObject({ kind: z.enum(['semiJoin', 'antiJoin']), left: plan, right: plan, on, hint, schema }),
  z.strictObject({ kind: z.literal('aggregate'), input: plan, keys: named, aggregates: named, schema }),
  z.strictObject({ kind: z.literal('pivot'), input: plan, keys: named, column: text, values: z.array(value), aggregates: named, schema }),
  z.strictObject({
    kind: z.literal('groupingSets'),
    input: plan,
    by: z.enum(['rollup', 'cube', 'sets']),
    keys: names,
    sets: z.array(names).optional(),
    aggregates: named,
    schema,
  }),
  z.strictObject({ kind: z.literal('explode'), input: plan, name: text, items: expr, keepEmpty: z.boolean(), position: text.optional(), schema }),
  z.strictObject({ kind: z.literal('unpivot'), input: plan, columns: names, nameColumn: text, valueColumn: text, keepNulls: z.boolean(), schema }),
  z.strictObject({ kind: z.literal('sample'), input: plan, fraction: z.number(), seed: z.number(), schema }),
  z.strictObject({ kind: z.literal('dropDuplicates'), input: plan, by: names, order: sorts, ties: z.enum(['compare-all', 'fail']), schema }),
  z.strictObject({ kind: z.literal('distinct'), input: plan, schema }),
  z.strictObject({
    kind: z.literal('joinAsOf'),
    left: plan,
    right: plan,
    on: names,
    time: z.tuple([expr, expr]),
    direction: z.enum(['backward', 'forward', 'nearest']),
    tolerance: z.number().optional(),
    columns: named,
    schema,
  }),
  z.strictObject({ kind: z.literal('unionByName'), left: plan, right: plan, allowMissing: z.literal(true).optional(), schema }),
  z.strictObject({ kind: z.enum(['intersect', 'except']), left: plan, right: plan, all: z.boolean(), schema }),
  z.strictObject({ kind: z.literal('orderBy'), input: plan, keys: sorts, schema }),
  z.strictObject({ kind: z.literal('limit'), input: plan, rows: z.number(), offset: z.number().optional(), schema }),
] as const;

const setting = z.strictObject({ value: text, overrides: texts.optional() });
const body = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('relation'), plan }),
  z.strictObject({ kind: z.literal('sql'), parts: z.array(z.union([text, z.strictObject({ table: text })])) }),
  z.strictObject({ kind: z.literal('python'), file: text, function: text, inputs: z.array(z.strictObject({ argument: text, table: text })) }),
  ...SOURCE_BODIES,
  z.strictObject({ kind: z.literal('unwritten') }),
  z.strictObject({ kind: z.literal('external'), name: setting }),
]);
const deletes = { deleteWhen: expr.optional() };
const write = z.discriminatedUnion('strategy', [
  z.strictObject({ strategy: z.enum(['overwrite', 'append', 'replacePartitions']) }),
  z.strictObject({ strategy: z.literal('replaceWhere'), where: expr }),
  z.strictObject({ strategy: z.literal('insertOnly'), keys: names }),
  z.strictObject({ strategy: z.literal('merge'), keys: names, sequenceBy: text.optional(), ...deletes, ignoreNullUpdates: z.literal(true).optional() }),
  z.strictObject({
    strategy: z.literal('scd2'),
    keys: names,
    sequenceBy: text,
    ...deletes,
    ignoreChangesIn: names,
    snapshots: z.literal(true).optional(),
  }),
]);
const rule = {
  name: text,
  description: text.optional(),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  at,
  failAbove: z.strictObject({ kind: z.enum(['rows', 'percent']), value: z.number() }).optional(),
};
const rules = z.array(
  z.discriminatedUnion('kind', [
    z.strictObject({
      ...rule,
      kind: z.literal('row'),
      check: expr,
      onViolation: z.enum(['warn', 'drop', 'quarantine', 'fail']),
      nulls: z.enum(['violate', 'pass']),
    }),
    z.strictObject({
      ...rule,
      kind: z.literal('reference'),
      to: text,
      on: expr,
      onViolation: z.enum(['warn', 'drop', 'quarantine', 'fail']),
      nulls: z.enum(['violate', 'pass']),
    }),
    z.strictObject({ ...rule, kind: z.literal('freshness'), column: text, maxAge: z.number(), onViolation: z.enum(['warn', 'fail']) }),
    z.strictObject({
      ...rule,
      kind: z.literal('metric'),
      value: expr,
      min: z.number().optional(),
      max: z.number().optional(),
      withinOfUsual: z.number().optional(),
      onViolation: z.enum(['warn', 'fail']),
    }),
    z.strictObject({ ...rule, kind: z.literal('unique'), columns: names, where: expr.optional(), onViolation: z.enum(['warn', 'fail']) }),
  ]),
);
const exampleValue: z.ZodType<ExampleValue> = z.lazy(() => z.union([z.null(), z.boolean(), z.number(), text, z.array(exampleValue)]));
const exampleRows = z.strictObject({ columns: names, rows: z.array(z.array(exampleValue)) });
const table = z.strictObject({
  kind: z.enum(['table', 'view', 'external']),
  key: text,
  layer: text,
  name: text,
  module: text,
  intent: text.optional(),
  decisions: z
    .array(z.strictObject({ says: text, question: text.optional(), given: z.array(z.strictObject({ table: text, rows: exampleRows })), gives: exampleRows }))
    .optional(),
  columns: schema,
  body,
  reads: names,
  write,
  allowSchemaChanges: z.array(z.enum(['drop', 'nullability'])).optional(),
  primaryKey: names,
  clusterBy: z.union([names, z.literal('auto')]),
  properties: texts.optional(),
  partitionBy: names,
  backfillBy: text.optional(),
  tags: texts,
  owner: setting.optional(),
  rules,
  at,
});
const shown = { table: text, title: text.optional(), description: text.optional() };
const widget = z.discriminatedUnion('kind', [
  z.strictObject({ ...shown, kind: z.enum(['bar', 'line']), x: text, y: names, color: text.optional() }),
  z.strictObject({ ...shown, kind: z.literal('counter'), value: expr, format: z.enum(['number', 'percent', 'currency']).optional() }),
  z.strictObject({ ...shown, kind: z.literal('grid'), columns: names }),
]);

export const modelSchema = z.strictObject({
  format: z.literal(MODEL_FORMAT),
  project: z.strictObject({ name: text, package: text, description: text.optional(), ownerTeam: text.optional() }),
  environments: z.array(
    z.strictObject({
      name: text,
      host: text,
      catalog: text,
      runAs: z.strictObject({ kind: z.enum(['servicePrincipal', 'user']), name: text }).optional(),
      monteCarlo: z.strictObject({ warehouse: text.optional(), domain: text.optional() }).optional(),
      at,
    }),
  ),
  layers: z.array(z.strictObject({ name: text, comment: text.optional(), catalog: setting.optional(), tags: texts.optional(), at })),
  tables: z.array(table),
  dashboards: z.array(z.strictObject({ name: text, title: text, widgets: z.array(widget), at })),
  monitors: z.array(
    z.strictObject({
      name: text,
      table: text,
      metric: z.enum(MONITOR_METRICS),
      column: text.optional(),
      where: expr.optional(),
      segmentBy: text.optional(),
      notify: z.strictObject({ value: names, overrides: z.record(text, names).optional() }),
      schedule: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('every'), minutes: z.number() }),
        z.strictObject({ kind: z.literal('cron'), cron: text, timezone: text }),
      ]),
      threshold: z.union([z.literal('auto'), z.strictObject({ above: z.number().optional(), below: z.number().optional() })]),
      at,
    }),
  ),
  ...operationSchemas(at, expr),
});
