/** Options of sources: their form, and what they become in the model. */
import { z } from 'zod';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import type { RuleDraft } from '../model/definition.ts';
import type { BodyModel, ColumnModel } from '../model/model.ts';
import { type ClientOption, type ClientOptions, FILE_METADATA, isSource, keepsRescued, RESCUED_DATA, VALUES_FIT } from '../model/sources.ts';
import { scalar } from '../query/datatype.ts';
import type { Duration } from '../query/duration.ts';
import { isLength } from '../query/interval.ts';
import type { ExprNode } from '../query/node.ts';
import type { Trace } from '../query/place.ts';
import { names, optionProblems, text } from './options.ts';
import type { Registry } from './registry.ts';
import { isSecret, type Secret, settingModel, settingOf, type Setting } from './setting.ts';

const folder = text.min(1, 'a folder or a glob');
const character = text.length(1, 'one character').optional();
const onBadValue = z.enum(['fail', 'null', 'rescue', 'quarantine']).optional();
const encoding = text.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, "the name of an encoding, e.g. 'ISO-8859-1'").optional();
const onNewColumns = z.enum(['ignore', 'fail', 'rescue']).optional();
const patterns = z.array(text.min(1, "a pattern such as 'yyyy-MM-dd'")).min(1, 'at least one pattern').optional();
const shared = {
  path: folder,
  read: z.enum(['all', 'new']).optional(),
  pattern: text.min(1, "names with *, e.g. 'orders_*.csv'").optional(),
  recursive: z.boolean().optional(),
  metadata: z.record(text, z.enum(FILE_METADATA)).optional(),
};
/** The options of `files`. */
export const FILES = z.discriminatedUnion('format', [
  z.strictObject({
    ...shared,
    format: z.literal('csv'),
    header: z.boolean().optional(),
    separator: character,
    quote: character,
    escape: character,
    encoding,
    multiLine: z.boolean().optional(),
    nullValues: names.optional(),
    dateFormats: patterns,
    timestampFormats: patterns,
    onBadValue,
    onNewColumns,
  }),
  z.strictObject({ ...shared, format: z.literal('json'), multiLine: z.boolean().optional(), encoding, onBadValue, onNewColumns }),
  z.strictObject({ ...shared, format: z.literal('xml'), rowTag: text.min(1, 'the name of an element'), encoding, onBadValue, onNewColumns }),
  ...(['text', 'binary'] as const).map((format) => z.strictObject({ ...shared, format: z.literal(format) })),
  ...(['parquet', 'avro', 'delta'] as const).map((format) => z.strictObject({ ...shared, format: z.literal(format), onBadValue, onNewColumns })),
]);

const settingText = settingOf(text.min(1), 'text or perEnvironment(…)');
const setting = z.union([settingText, z.custom(isSecret)], 'text, perEnvironment(…) or a Secret');
const client = z.record(text, setting).optional();
const KAFKA = z.strictObject({
  servers: settingOf(z.string().regex(/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/), "'host:port', several with commas, or perEnvironment(…) of such texts"),
  topic: settingText,
  startingOffsets: z.enum(['earliest', 'latest']).optional(),
  onBadValue,
  options: client,
});
const jdbcShared = {
  url: settingOf(z.string().regex(/^jdbc:[a-z0-9]+:/i), "a text such as 'jdbc:postgresql://host/database', or perEnvironment(…) of such texts"),
  user: setting.optional(),
  password: z.custom(isSecret, "a secret: new Secret('scope', 'key')").optional(),
  driver: text.optional(),
  fetchSize: z.number().int().positive('a whole number above 0').optional(),
  split: z.strictObject({ column: text, from: text, to: text, parts: z.number().int().min(2, 'a whole number above 1') }).optional(),
  newBy: text.min(1, 'a column of the table').optional(),
  lookBack: z.union([z.number().positive(), z.custom(isLength)], 'a Duration, or a number above 0').optional(),
  options: client,
};
const JDBC = z.union(
  [z.strictObject({ ...jdbcShared, table: text.min(1) }), z.strictObject({ ...jdbcShared, query: text.min(1) })],
  "{ url, table } or { url, query }, the password as new Secret('scope', 'key')",
);

/** What a source is once the project is known. */
export interface Settled {
  readonly body: BodyModel;
  readonly problems: readonly DefinitionProblem[];
}
/** Turns settings into data and gathers what is wrong with them. */
class Settings {
  readonly problems: DefinitionProblem[] = [];
  readonly #registry: Registry;
  constructor(registry: Registry) {
    this.#registry = registry;
  }
  text(given: Setting<string>, option: string) {
    const { setting: model, problems } = settingModel(given, option, this.#registry);
    this.problems.push(...problems);
    return model;
  }
  #option(given: Setting<string> | Secret, option: string): ClientOption {
    if (!isSecret(given)) return { kind: 'value', value: this.text(given, option) };
    return { kind: 'secret', secret: { scope: this.text(given.scope, option), key: given.key } };
  }
  options(given: Readonly<Record<string, Setting<string> | Secret | undefined>>): ClientOptions {
    const entries = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, this.#option(value, `options.${name}`)] as const]));
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
const UNKNOWN: BodyModel = { kind: 'unwritten' };

interface KafkaGiven {
  readonly servers: Setting<string>;
  readonly topic: Setting<string>;
  readonly startingOffsets?: 'earliest' | 'latest';
  readonly onBadValue?: 'fail' | 'null' | 'rescue' | 'quarantine';
  readonly options?: Readonly<Record<string, Setting<string> | Secret>>;
}
export const kafkaModel = (o: KafkaGiven, registry: Registry): Settled => {
  const wrong = optionProblems(KAFKA, o);
  if (wrong.length > 0) return { body: UNKNOWN, problems: wrong };
  const settings = new Settings(registry);
  const source = {
    servers: settings.text(o.servers, 'servers'),
    topic: settings.text(o.topic, 'topic'),
    startingOffsets: o.startingOffsets ?? 'earliest',
    onBadValue: o.onBadValue ?? 'fail',
    options: settings.options(o.options ?? {}),
  } as const;
  return { body: { kind: 'kafka', source }, problems: settings.problems };
};

interface JdbcGiven {
  readonly url: Setting<string>;
  readonly table?: string;
  readonly query?: string;
  readonly user?: Setting<string> | Secret;
  readonly password?: Secret;
  readonly driver?: string;
  readonly fetchSize?: number;
  readonly split?: { readonly column: string; readonly from: string; readonly to: string; readonly parts: number };
  readonly newBy?: string;
  readonly lookBack?: Duration | number;
  readonly options?: Readonly<Record<string, Setting<string> | Secret>>;
}
const lookBack = (given: Duration | number | undefined): { readonly lookBack?: number } => {
  if (given === undefined) return {};
  return { lookBack: typeof given === 'number' ? given : given.seconds };
};
export const jdbcModel = (o: JdbcGiven, registry: Registry): Settled => {
  const wrong = optionProblems(JDBC, o);
  if (wrong.length > 0) return { body: UNKNOWN, problems: wrong };
  const settings = new Settings(registry);
  const source = {
    url: settings.text(o.url, 'url'),
    from: o.query === undefined ? ({ kind: 'table', table: o.table ?? '' } as const) : ({ kind: 'query', query: o.query } as const),
    ...(o.driver === undefined ? {} : { driver: o.driver }),
    ...(o.fetchSize === undefined ? {} : { fetchSize: o.fetchSize }),
    ...(o.split === undefined ? {} : { split: o.split }),
    ...(o.newBy === undefined ? {} : { newBy: { column: o.newBy, ...lookBack(o.lookBack) } }),
    options: settings.options({ ...o.options, user: o.user, password: o.password }),
  };
  return { body: { kind: 'jdbc', source }, problems: settings.problems };
};

/** The columns that a table of a source stores: besides those declared, what did not fit. */
export const withRescued = (columns: readonly ColumnModel[], source: BodyModel): readonly ColumnModel[] => {
  if (!keepsRescued(source) || columns.some(({ name }) => name.toLowerCase() === RESCUED_DATA)) return columns;
  return [...columns, { name: RESCUED_DATA, type: scalar('string'), nullable: true, comment: 'values that did not fit, as JSON' }];
};
/** The rule that sets rows aside whose values do not fit. */
export const sourceRules = (source: BodyModel, table: string, trace: Trace): readonly RuleDraft[] => {
  if (!isSource(source) || source.kind === 'jdbc' || source.source.onBadValue !== 'quarantine') return [];
  const rescued: ExprNode = { kind: 'column', input: 0, name: RESCUED_DATA, type: scalar('string'), nullable: true };
  const check: ExprNode = { kind: 'call', fn: 'isNull', args: [rescued], type: scalar('boolean'), nullable: false };
  const about = { name: VALUES_FIT, table, description: 'every value fits the type of its column', severity: 'medium', acknowledge: [] } as const;
  return [{ kind: 'row', ...about, check, onViolation: 'quarantine', nulls: 'violate', nullsSaid: true, trace }];
};
