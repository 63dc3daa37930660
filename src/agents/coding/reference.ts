/** The language of relations on a few pages, enough for somebody who has never seen it to write it correctly. Functions come from their records. */
import { functionRecords } from '../../query/functions/catalogue.ts';
import type { FunctionRecord } from '../../query/functions/record.ts';
import { F } from '../../query/index.ts';

/** Each is compiled by the tests, over the tables of `EXAMPLE_TABLES`. */
export const EXAMPLES: readonly (readonly [what: string, code: string])[] = [
  [
    'filter, cast, rename; all other columns stay by spreading the row',
    `from(orders)
  .where((o) => o.state.ne('test').or(o.state.isNull()))
  .select((o) => ({ ...o, amount: F.coalesce(o.amount, 0), day: F.toDate(o.at), big: o.amount.gt(100) }))`,
  ],
  ['one row per key: the latest, ties decided', `from(orders).dropDuplicates({ by: ['id'], keepFirst: (o) => [o.at.desc().nullsLast(), o.line.asc()] })`],
  [
    'left join; `select` says all that the result holds; a key of another name is a condition',
    `from(orders).join(customers, {
  how: 'left',
  on: (o, c) => o.customer.eq(c.id),
  expect: 'one',
  select: (o, c) => ({ ...o, customer_name: c.name }),
})`,
  ],
  [
    'groups; distinct and conditional counts; NULL of an empty sum replaced',
    `from(orders)
  .groupBy('customer', (o) => ({ month: F.trunc(F.toDate(o.at), 'month') }))
  .agg((o) => ({
    orders: F.countDistinct(o.id),
    paid: F.countIf(o.state.eq('paid')),
    total: F.coalesce(F.sum(o.amount), 0),
    first_at: F.min(o.at),
    last_state: F.maxBy(o.state, o.at),
    refunds: F.sum(o.amount).filter(o.state.eq('refund')),
  }))`,
  ],
  ['totals over everything', `from(orders).agg((o) => ({ n: F.count(), mean: F.avg(o.amount) }))`],
  [
    'windows: rank, previous row, running total; the result may be filtered at once',
    `from(orders).select((o) => ({
  ...o,
  place: F.rowNumber().over(Window.partitionBy(o.customer).orderBy(o.at.desc(), o.id.asc())),
  previous: F.lag(o.amount).over(Window.partitionBy(o.customer).orderBy(o.at.asc(), o.id.asc())),
  running: F.sum(o.amount).over(Window.partitionBy(o.customer).orderBy(o.at.asc(), o.id.asc()).rowsBetween(Window.unboundedPreceding, Window.currentRow)),
  share: o.amount.div(F.sum(o.amount).over(Window.partitionBy(o.customer))),
})).where((o) => o.place.le(3))`,
  ],
  [
    'rows that have, or lack, a match; a customer without orders counts 0',
    `from(customers)
  .join(from(orders).groupBy('customer').agg(() => ({ n: F.count() })), {
    how: 'left',
    on: (c, n) => c.id.eq(n.customer),
    select: (c, n) => ({ id: c.id, n: F.coalesce(n.n, 0) }),
  })
  .semiJoin(orders, { on: (c, o) => c.id.eq(o.customer) })
  .antiJoin(from(orders).where((o) => o.state.eq('banned')), { on: (c, o) => c.id.eq(o.customer) })`,
  ],
  [
    'choices',
    `from(orders).select((o) => ({
  id: o.id,
  size: F.when(o.amount.lt(10), 'small').when(o.amount.lt(100), 'middle').otherwise('large'),
  clean: F.nullIfIn(F.lower(F.trim(o.state)), ['', 'na']),
}))`,
  ],
  [
    'arrays and structs become rows and columns',
    `from(orders)
  .explode('item', (o) => o.items, { position: 'place' })
  .select((o) => ({ id: o.id, place: o.place, sku: o.item.fields.sku, pieces: o.item.fields.pieces }))`,
  ],
  [
    'rows under each other by name; one value of another relation',
    `from(orders)
  .select((o) => ({ id: o.id, amount: o.amount }))
  .unionByName(from(customers).select((c) => ({ id: c.id, amount: c.credit })))
  .where((r) => r.amount.gt(from(orders).agg((o) => ({ mean: F.avg(o.amount) })).scalar()))`,
  ],
  [
    'days, moments, exact numbers, a literal of a type',
    `from(orders).select((o) => ({
  id: o.id,
  due: F.toDate(o.at).addDays(30),
  hours: F.timestampDiff('HOUR', o.at, F.timestamp('2026-01-01T00:00:00Z')),
  late: o.at.lt(F.timestamp('2026-01-01T00:00:00Z')),
  cents: o.amount.mul(100).cast(t.bigint()),
  rate: F.lit(0.19, t.decimal(4, 2)),
  number: o.state.tryCast(t.int()),
}))`,
  ],
];

const STEPS = `
# Relations

A body is one expression that begins with \`from(table)\` and chains steps. Rows are callbacks of one expression, \`(o) => …\`:
no statements, no constants, no variables but the tables; what is used twice stands twice.

- \`where(o => condition)\` keeps rows for which it is TRUE; FALSE and NULL go.
- \`select(o => ({…}))\` exactly these columns; \`withColumns(o => ({…}))\` adds or replaces; \`drop('a', 'b')\`.
- \`dropDuplicates({ by: [names], keepFirst: (o) => [order…] })\` one row per key, NULL is a key like any other; \`distinct()\` of whole rows.
- \`join(other, { on, how: 'inner' | 'left' | 'right' | 'full', expect: 'one' | 'many', select: (left, right) => ({…}) })\`; \`select\` is required;
  \`on\` is \`['key']\` or \`(l, r) => condition\`. \`expect: 'one'\` fails a run in which a left row has two matches; without it
  each match gives a row. A NULL key matches nothing; in a full join by names the left row's key is the one that is there.
- \`crossJoin(other, { select })\`, \`semiJoin(other, { on })\`, \`antiJoin(other, { on })\`.
- \`joinAsOf(other, { on: [names], time: (l, r) => [l.at, r.at], direction: 'backward' | 'forward' | 'nearest', tolerance?: Duration.hours(2), select })\`:
  every left row once, with NULL where there is no match; equal times match; of equal right rows the greatest.
- \`groupBy('a', (o) => ({ b: … })).agg(o => ({…}))\`, then \`.pivot('column', [values]).agg(…)\` in between for columns \`value_name\`; \`agg(…)\` without groups: one row.
- \`rollup\`, \`cube\`, \`groupingSets\`: \`.agg((o, g) => ({ …, total: g.grouping('a') }))\`.
- \`explode('name', o => o.array, { keepEmpty?, position? })\`; a map gives structs of \`key\` and \`value\`. \`unpivot({ columns, name, value, keepNulls })\`.
- \`unionByName(other, { allowMissing? })\` keeps duplicates; \`intersect\`, \`except\` (with \`{ all: true }\` as multisets).
- \`orderBy(o => o.a.desc(), 'b')\` and \`limit(n)\`: only to take the first rows. A table has no order.
- \`scalar()\` of a relation with one column and one row is a value in other expressions.

# Expressions

- No JavaScript operators between expressions: \`.add .sub .mul .div .mod\`, \`F.negate(x)\`, \`.eq .ne .lt .le .gt .ge .between(a, b) .isIn([…])\`, \`.and .or .not()\`,
  \`.isNull() .isNotNull() .eqNullSafe(x)\`. There is no \`F.col\`, no \`===\`, no \`? :\`; choices are
  \`F.when(c, x).when(…).otherwise(y)\`, all of one type.
- Text: \`.like('a%') .rlike(regex)\` (anywhere in the text, Java's regular expressions), \`.contains .startsWith .endsWith\`. Order: \`.asc() .desc() .nullsFirst() .nullsLast()\`; ascending puts NULL first, descending last.
- \`.cast(t.int())\` fails on what does not fit, \`.tryCast(…)\` gives NULL. Types: \`t.string() t.int() t.bigint() t.double() t.decimal(p, s) t.boolean() t.date() t.timestamp()
  t.array(x) t.map(k, v) t.struct({…})\`.
- Structs: \`o.item.fields.sku\`. Arrays and maps: \`.getItem(i)\`. Lambdas: \`F.filter(o.tags, (x) => x.ne(''))\`.
- Aggregates ignore NULL, except \`F.count()\` of rows; \`.filter(condition)\` limits one; they stand in \`agg\`, or anywhere with \`.over(window)\`.
- Windows: \`Window.partitionBy(a).orderBy(b.desc())\`, \`.rowsBetween(-2, 0)\`, \`.rangeBetween(Duration.days(-7), Duration.days(0))\`. \`Window.orderBy(…)\` alone is one partition. Windows may stand in the \`select\` behind an \`agg\`.
  Ranks and \`F.lag\` need an order;
  running aggregates and \`F.first\` need an order and a frame; \`F.last(o.value, { ignoreNulls: true })\` is the last known value.
- Plain values stand beside columns: \`o.n.gt(3)\`, \`o.day.ge('2026-01-31')\`. Alone they are \`F.lit(3)\`, \`F.date('2026-01-31')\`, \`F.nullOf(t.int())\`.
- \`a.div(b)\` of whole numbers gives a double and NULL for b = 0 needs \`F.nullIfZero(b)\`, because division by zero fails. Decimals stay exact: do not mix them with doubles.
- The columns that the table declares must come with exactly these names and types: \`.cast(…)\` what differs. F.count gives bigint, F.sum of int bigint, F.avg double,
  sums and products of decimals more digits than they had.
- Times are UTC. \`F.fromUtcTimestamp(o.at, 'Europe/Berlin')\` shows a zone's clock, \`F.toUtcTimestamp\` goes back;
  the zone is a plain text: one that stands in a column needs SQL.
`;

const GROUPS_SHOWN_SHORT = new Set(['sketch', 'csv and xml', 'variant', 'hash']);
const parameters = ({ params }: FunctionRecord): string =>
  params
    .map(({ name, rest, optional, as = 'column' }) => `${rest ? '...' : ''}${name}${optional ? '?' : ''}${as === 'literal' || as === 'constant' ? '=' : ''}`)
    .join(', ');
const FAMILIAR = 1;
/** Only the name if there is nothing else to know: one parameter. */
const shown = (record: FunctionRecord): string =>
  GROUPS_SHOWN_SHORT.has(record.group) || record.params.length <= FAMILIAR ? record.name : `${record.name}(${parameters(record)})`;

const functions = (): string => {
  const records = functionRecords();
  const known = new Set(records.map(({ name }) => name));
  const groups = new Map<string, string[]>();
  for (const record of records) groups.set(record.group, [...(groups.get(record.group) ?? []), shown(record)]);
  const others = Object.keys(F).filter((name) => !known.has(name));
  return [...[...groups].map(([group, names]) => `- ${group}: ${names.join(' ')}`), `- made of others: ${others.join(' ')}`].join('\n');
};

export const EXAMPLE_TABLES = `orders: id bigint, line int, customer bigint, state string, amount double, at timestamp, items array<struct<sku: string, pieces: int>>
customers: id bigint, name string, credit double`;

let text: string | undefined;
/** The reference, the same text each time. */
export const languageReference = (): string => {
  text ??= [
    STEPS.trim(),
    `# Examples\n\nOver these tables:\n\n${EXAMPLE_TABLES}\n\n${EXAMPLES.map(([what, code]) => `${what}:\n\`\`\`ts\n${code}\n\`\`\``).join('\n')}`,
    `# Functions: F.…\n\nThey mean what Spark's functions of that name mean, in camelCase. Those with one parameter stand without it; one marked with = takes a plain value, all others take columns, and plain values where the kind is known.\n\n${functions()}`,
  ].join('\n\n');
  return text;
};
