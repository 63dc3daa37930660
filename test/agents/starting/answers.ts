/** Random answers of the starting agent: right ones, with texts and names that try to get out of what is printed. */
import fc from 'fast-check';
import type { StartingAnswer, StartingColumn, StartingRule, StartingWidget } from '../../../src/agents/starting/answer.ts';
import { SCALARS, type TypeKind, typeOf } from '../../../src/agents/starting/column-type.ts';

const HOSTILE = [
  "'); process.exit(1); ('",
  '*/ throw new Error() /*',
  '${process.env.HOME}',
  '// @ts-nocheck\n@ts-nocheck',
  '\u2028process.exit(1)',
  '\\',
  '`${1}`',
  '</data>',
  '{{ now() }}',
  '"""\nimport os',
  '\ud800',
  '\u202eevil',
  '😀 façade',
  '# yaml: [x]',
  "it's",
  '%%{init}%%',
  '|',
];
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 30 }), fc.lorem({ maxCount: 6 })),
      fc.constantFrom('orders', 'x', 'one row per day'),
    )
    .map(([odd, plain]) => `${plain} ${odd}`.slice(0, maxLength));
/** Names that definitions, JavaScript, Python and Spark have already. */
const NAMES =
  'orders customers from files project bronze row t bar line grid counter constructor exports require console of async get comment name length then keys date value day amount schema count index self spark frame'.split(
    ' ',
  );
const name = fc.oneof(fc.constantFrom(...NAMES), fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/)).filter((each) => !RESERVED.has(each) && !(each in {}));
const RESERVED = new Set(
  'all alter and anti any array as asc at authorization between both by case cast check collate column commit constraint create cross cube current delete describe distinct drop else end escape except exists external extract false fetch filter for foreign from full function global grant group grouping having in inner insert intersect interval into is join lateral leading left like local minus natural no not null of on only or order outer overlaps partition position primary range references revoke right rollback rollup row rows select semi set some start table tablesample then to trailing true truncate union unique unknown update user using values when where window with within without assert async await break class continue def del elif except finally global if import lambda nonlocal pass raise return try while yield match type'.split(
    ' ',
  ),
);
/** As a column, a reserved word is a name like any other. */
const columnName = fc.oneof(fc.constantFrom(...NAMES, 'select', 'class', 'order', 'key', 'timestamp'), fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/));
/** Some of them, as many as there are or `most`. */
const some = <T>(all: readonly T[], most: number, least = 0): fc.Arbitrary<T[]> =>
  fc.subarray([...all], { minLength: Math.min(least, all.length), maxLength: Math.min(most, all.length) });
const decimal = fc.integer({ min: 1, max: 38 }).chain((precision) => fc.integer({ min: 0, max: precision }).map((scale) => `decimal(${precision},${scale})`));
const scalar = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...SCALARS) }, decimal);
const { type: nested } = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    scalar,
    tie('type').map((item) => `array<${item}>`),
    fc.tuple(fc.constantFrom('string', 'int'), tie('type')).map(([key, value]) => `map<${key}, ${value}>`),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...NAMES, 'Sku', 'class'), tie('type')), { minLength: 1, maxLength: 3, selector: ([each]) => each.toLowerCase() })
      .map((fields) => `struct<${fields.map(([each, type]) => `${each}:${type}`).join(', ')}>`),
  ),
}));
const type = fc.oneof({ weight: 6, arbitrary: scalar }, { weight: 1, arbitrary: nested.filter((each) => typeOf(each) !== undefined) });
const column = (unique: string): fc.Arbitrary<StartingColumn> =>
  fc.record({ type, nullable: fc.boolean(), comment: fc.option(text(200)) }).map((rest) => ({ name: unique, ...rest }));
const columns = fc.uniqueArray(columnName, { minLength: 1, maxLength: 5 }).chain((names) => fc.tuple(...names.map(column)));

interface Part {
  readonly name: string;
  readonly intent: string;
  readonly columns: readonly StartingColumn[];
  readonly key: readonly string[];
}
const part = (own: string): fc.Arbitrary<Part> =>
  columns.chain((made) =>
    fc.record({
      name: fc.constant(own),
      intent: text(400),
      columns: fc.constant(made),
      key: some(of(made, KEYS), 2),
    }),
  );
const parts = (minLength: number): fc.Arbitrary<readonly Part[]> =>
  fc.uniqueArray(name, { minLength, maxLength: 3 }).chain((names) => fc.tuple(...names.map(part)));

const NUMBERS: readonly TypeKind[] = ['int', 'bigint', 'double', 'decimal'];
const KEYS: readonly TypeKind[] = ['int', 'bigint', 'double', 'decimal', 'date', 'timestamp', 'timestamp_ntz', 'string', 'boolean'];
const TIMES: readonly TypeKind[] = ['date', 'timestamp', 'timestamp_ntz'];
const kindOf = (each: StartingColumn): TypeKind => typeOf(each.type)?.kind ?? 'struct';
const of = (all: readonly StartingColumn[], types: readonly TypeKind[]): readonly string[] =>
  all.filter((each) => types.includes(kindOf(each))).map((each) => each.name);

interface Keyed extends Part {
  readonly full: string;
}
const NO_RULE = { low: null, high: null, values: [], to: null, hours: null };
/** Whole where the column is. */
const bounds = (columns: readonly StartingColumn[], name: string | undefined, low: number | null): Pick<StartingRule, 'low' | 'high'> => {
  const found = columns.find((each) => each.name === name);
  const type = found && kindOf(found);
  const isWhole = type === 'int' || type === 'bigint';
  return { low: low !== null && isWhole ? Math.trunc(low) : low, high: low === null ? (type === 'int' ? 2 ** 31 - 1 : 1e12) : low < -300 ? 0 : null };
};
const rulesOf = (tables: readonly Keyed[], foreign: ReadonlySet<string>): fc.Arbitrary<readonly StartingRule[]> => {
  const many = fc.constantFrom('warn' as const, 'drop' as const, 'quarantine' as const, 'fail' as const);
  const few = fc.constantFrom('warn' as const, 'fail' as const);
  const each = tables.flatMap((table, i): readonly fc.Arbitrary<Omit<StartingRule, 'name'>>[] => {
    if (foreign.has(table.full)) return [];
    const common = { table: fc.constant(table.full), description: text(300) };
    const all = table.columns.map((one) => one.name);
    const keys = of(table.columns, KEYS);
    const [numbers, texts, times] = [of(table.columns, NUMBERS), of(table.columns, ['string']), of(table.columns, TIMES)];
    const bound = fc.oneof(fc.integer({ min: -1000, max: 0 }), fc.double({ min: -1000, max: 0, noNaN: true }), fc.constant(-0));
    const pairs = table.columns.flatMap((own) =>
      tables
        .slice(0, i)
        .flatMap((other) =>
          other.columns
            .filter((each) => KEYS.includes(kindOf(own)) && kindOf(each) === kindOf(own))
            .map((theirs) => [own.name, `${other.full}.${theirs.name}`] as const),
        ),
    );
    return [
      fc
        .record({ ...common, kind: fc.constant('not_null' as const), columns: fc.constantFrom(...all).map((one) => [one]), on_violation: many })
        .map((rule) => ({ ...NO_RULE, ...rule })),
      ...(keys.length === 0
        ? []
        : [
            fc
              .record({ ...common, kind: fc.constant('unique' as const), columns: some(keys, 3, 1), on_violation: few })
              .map((rule) => ({ ...NO_RULE, ...rule })),
          ]),
      ...(numbers.length === 0
        ? []
        : [
            fc
              .record({
                ...common,
                kind: fc.constant('range' as const),
                columns: fc.constantFrom(...numbers).map((one) => [one]),
                low: fc.option(bound),
                on_violation: many,
              })
              .map((rule) => ({ ...NO_RULE, ...rule, ...bounds(table.columns, rule.columns[0], rule.low) })),
          ]),
      ...(texts.length === 0
        ? []
        : [
            fc
              .record({
                ...common,
                kind: fc.constant('one_of' as const),
                columns: fc.constantFrom(...texts).map((one) => [one]),
                values: fc.subarray(["it's", '${x}', '\\n', '😀', '*/', 'a', '%'], { minLength: 1 }),
                on_violation: many,
              })
              .map((rule) => ({ ...NO_RULE, ...rule })),
          ]),
      ...(times.length === 0
        ? []
        : [
            fc
              .record({
                ...common,
                kind: fc.constant('fresh' as const),
                columns: fc.constantFrom(...times).map((one) => [one]),
                hours: fc.integer({ min: 1, max: 8784 }),
                on_violation: few,
              })
              .map((rule) => ({ ...NO_RULE, ...rule })),
          ]),
      ...(pairs.length === 0
        ? []
        : [
            fc
              .record({ ...common, kind: fc.constant('reference' as const), pair: fc.constantFrom(...pairs), on_violation: many })
              .map(({ pair: [own, to], ...rule }) => ({ ...NO_RULE, ...rule, columns: [own], to })),
          ]),
    ];
  });
  return fc.array(fc.oneof(...each), { maxLength: 5 }).map((rules) => rules.map((rule, i) => ({ ...rule, name: `rule_${i}` })));
};
const NO_WIDGET = { x: null, y: [], color: null, aggregate: null, format: null };
const widgetsOf = (gold: readonly Part[]): fc.Arbitrary<readonly StartingWidget[]> => {
  const each = gold.flatMap((table): readonly fc.Arbitrary<StartingWidget>[] => {
    const common = { table: fc.constant(table.name), title: text(100) };
    const all = table.columns.map((one) => one.name);
    const numbers = of(table.columns, NUMBERS);
    const keys = of(table.columns, KEYS);
    const along = [...numbers, ...of(table.columns, TIMES)];
    const format = fc.option(fc.constantFrom('number' as const, 'percent' as const, 'currency' as const));
    const chart = { ...common, y: some(numbers, 4, 1), color: keys.length === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...keys)) };
    return [
      fc.record({ ...common, kind: fc.constant('grid' as const), y: some(all, 4) }).map((widget) => ({ ...NO_WIDGET, ...widget })),
      fc
        .record({ ...common, kind: fc.constant('counter' as const), aggregate: fc.constantFrom(null, 'count' as const), format })
        .map((widget) => ({ ...NO_WIDGET, ...widget })),
      ...(numbers.length === 0
        ? []
        : [
            fc
              .record({
                ...common,
                kind: fc.constant('counter' as const),
                y: fc.constantFrom(...numbers).map((one) => [one]),
                aggregate: fc.constantFrom('sum' as const, 'avg' as const, 'min' as const, 'max' as const),
                format,
              })
              .map((widget) => ({ ...NO_WIDGET, ...widget })),
            fc.record({ ...chart, kind: fc.constant('bar' as const), x: fc.constantFrom(...keys) }).map((widget) => ({ ...NO_WIDGET, ...widget })),
            fc.record({ ...chart, kind: fc.constant('line' as const), x: fc.constantFrom(...along) }).map((widget) => ({ ...NO_WIDGET, ...widget })),
          ]),
    ];
  });
  return fc.array(fc.oneof(...each), { minLength: 1, maxLength: 5 });
};

const SCHEDULES = [
  { cron: '0 6 * * *', timezone: 'UTC' },
  { cron: '*/15 1-5 * JAN,DEC MON-FRI', timezone: 'Europe/Berlin' },
];
type Source = StartingAnswer['sources'][number];
type From<K extends Source['from']['kind']> = Extract<Source['from'], { readonly kind: K }>;
const isFlat = ({ columns: own }: Part): boolean => own.every((each) => !['array', 'map', 'struct'].includes(kindOf(each)));
/** CSV has no lists. */
const filesFrom = (own: Part): fc.Arbitrary<From<'files'>> =>
  fc
    .record({
      kind: fc.constant('files' as const),
      place: fc.option(text(200)),
      format: isFlat(own) ? fc.constantFrom('csv' as const, 'json', 'parquet', 'avro', 'delta') : fc.constantFrom('json' as const, 'parquet', 'avro', 'delta'),
      separator: fc.constantFrom(null, ';', '\t', '|', "'", '$'),
      read: fc.constantFrom('all' as const, 'new' as const),
    })
    .map((from) => ({ ...from, separator: from.format === 'csv' ? from.separator : null }));
/** What the words say of places; a null is always right. */
const SAID = {
  servers: ['broker.internal:9093', 'a-1.internal:9092,a-2.internal:9092'],
  topic: ['shop.events_v1'],
  host: ['db.internal:5432', '10.0.0.7'],
  database: ['crm_prod'],
  table: ['public.contacts', 'Kunden'],
  name: ['main.sales.orders', 'my-catalog.raw.x1'],
};
const said = (values: readonly string[]): fc.Arbitrary<string | null> => fc.option(fc.constantFrom(...values));
const kafkaFrom: fc.Arbitrary<From<'kafka'>> = fc.record({
  kind: fc.constant('kafka' as const),
  servers: said(SAID.servers),
  topic: said(SAID.topic),
  login: fc.boolean(),
});
const jdbcFrom = (own: Part): fc.Arbitrary<From<'jdbc'>> =>
  fc.record({
    kind: fc.constant('jdbc' as const),
    system: fc.constantFrom('postgresql' as const, 'mysql', 'mariadb', 'sqlserver', 'oracle'),
    host: said(SAID.host),
    database: said(SAID.database),
    table: said(SAID.table),
    new_by:
      own.key.length === 0 ? fc.constant(null) : fc.constantFrom(null, ...of(own.columns, ['int', 'bigint', 'decimal', 'date', 'timestamp', 'timestamp_ntz'])),
  });
const MESSAGE: ReadonlyMap<string, readonly TypeKind[]> = new Map([
  ['key', ['string', 'binary']],
  ['value', ['string', 'binary']],
  ['timestamp', ['timestamp']],
]);
const sourceOf = (own: Part): fc.Arbitrary<Source> => {
  const isMessage = own.columns.every((each) => MESSAGE.get(each.name)?.includes(kindOf(each)) ?? true);
  const foreign = fc.record({ kind: fc.constant('table' as const), name: said(SAID.name) });
  const from = fc.oneof(filesFrom(own), ...(isMessage ? [kafkaFrom] : []), ...(isFlat(own) ? [jdbcFrom(own)] : []), foreign);
  return from.map((made) => {
    const isFound = made.kind === 'jdbc' && made.new_by !== null;
    return {
      ...own,
      from: made,
      columns: own.columns.map((each) => (isFound && own.key.includes(each.name) ? { ...each, nullable: false } : each)),
      key: made.kind === 'table' ? [] : [...own.key],
    };
  });
};
/** Right ones: nothing is wrong with them. */
export const answers: fc.Arbitrary<StartingAnswer> = fc
  .record({ sources: parts(1).chain((made) => fc.tuple(...made.map(sourceOf))), silver: parts(0), gold: parts(1) })
  .chain(({ sources, silver, gold }) => {
    const keyed = (layer: string, own: readonly Part[]): readonly Keyed[] => own.map((each) => ({ ...each, full: `${layer}.${each.name}` }));
    const all = [...keyed('bronze', sources), ...keyed('silver', silver), ...keyed('gold', gold)];
    return fc.record({
      outcome: fc.constant('project' as const),
      reason: fc.constant(null),
      name: fc.constantFrom('shop', 'daily-revenue', 'o2-x'),
      description: text(400),
      sources: fc.constant(sources),
      tables: fc.constant([
        ...silver.map((each) => ({ layer: 'silver' as const, ...each, columns: [...each.columns], key: [...each.key] })),
        ...gold.map((each) => ({ layer: 'gold' as const, ...each, columns: [...each.columns], key: [...each.key] })),
      ]),
      rules: rulesOf(all, new Set(sources.flatMap((each) => (each.from.kind === 'table' ? [`bronze.${each.name}`] : [])))).map((rules) => [...rules]),
      dashboard: fc.option(fc.record({ name, title: text(100), widgets: widgetsOf(gold).map((widgets) => [...widgets]) })),
      schedule: fc.option(fc.constantFrom(...SCHEDULES)),
      assumptions: fc.array(fc.record({ about: fc.oneof(fc.constantFrom(...all.map(({ full }) => full)), text(100)), says: text(300) }), { maxLength: 4 }),
    });
  });
export const words = text(400).map((each) => `${each} ${Object.values(SAID).flat().join(' ')}`);
