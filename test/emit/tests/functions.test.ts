/** Functions as they are computed without Spark, each asked of Spark over rows of ordinary and odd values. */
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/emit/tests/evaluate.ts';
import { KNOWN_FUNCTIONS } from '../../../src/emit/tests/functions.ts';
import { familyOf, literalValue, type Row, UNKNOWN, UnfitRows, type Value } from '../../../src/emit/tests/values.ts';
import { F, from, seed, t } from '../../../src/query/index.ts';
import { Duration } from '../../../src/query/duration.ts';
import { type ExprNode, walk } from '../../../src/query/node.ts';
import { type Answer, type Asked, askSpark, python } from '../../query/spark.ts';
import { SEED, share, turn } from '../../suite.ts';
import { planOfRelation } from '../sources.ts';

const columns = {
  d: t.date(),
  e: t.date(),
  at: t.timestamp(),
  i: t.int(),
  j: t.int(),
  x: t.double(),
  y: t.double(),
  m: t.decimal(8, 2),
  n: t.decimal(6, 3),
  s: t.string(),
  u: t.string(),
  b: t.boolean(),
};
const rows = seed(columns, [
  {
    d: '2024-02-29',
    e: '2023-12-31',
    at: '2024-02-29T23:59:59Z',
    i: 7,
    j: 2,
    x: 2.5,
    y: 0.5,
    m: 12.5,
    n: 0.125,
    s: 'Ada Lovelace',
    u: 'a',
    b: true,
  },
  {
    d: '2026-01-01',
    e: '2026-12-28',
    at: '2025-12-31T00:00:00.5Z',
    i: -7,
    j: 3,
    x: -2.5,
    y: 3,
    m: -0.05,
    n: 1.005,
    s: 'a,b,,c',
    u: ',',
    b: false,
  },
  {
    d: '2027-01-03',
    e: '2020-02-29',
    at: '2026-03-29T01:30:00Z',
    i: 0,
    j: -1,
    x: 1.005,
    y: -1,
    m: 99.99,
    n: -2.5,
    s: '  padded ',
    u: 'ad',
    b: true,
  },
  {
    d: '2023-10-31',
    e: '2024-10-31',
    at: '2024-12-30T08:09:10Z',
    i: 100,
    j: 7,
    x: 0.1,
    y: 7,
    m: 0.01,
    n: 99.999,
    s: '',
    u: '',
    b: false,
  },
  { i: 1, x: 1, s: 'x%_\\', u: 'x', d: '2025-03-31', m: 1, at: '1999-01-01T00:00:00Z' },
  { j: 1, y: 1, n: 1, e: '2025-05-31', b: true, u: 'X' },
]);
const plan = planOfRelation(rows);
if (plan.kind !== 'seed') throw new Error('rows of a seed');
const { schema, rows: values } = plan;
const given = values.map(
  (row): Row => new Map(schema.map(({ name, type }, i): readonly [string, Value] => [name, literalValue({ value: row[i] ?? null, type })])),
);

// biome-ignore lint/suspicious/noExplicitAny: the list mixes columns of all types
type Loose = any;
const f = F as Loose;
const local = (r: Loose): Loose => r.at.cast(t.timestampNtz());
const units = ['year', 'quarter', 'month', 'week'];
const all = (r: Loose): readonly Loose[] => [
  r.d.isNull(),
  r.d.isNotNull(),
  r.i.eq(r.j),
  r.x.ne(r.y),
  r.d.lt(r.e),
  r.s.le(r.u),
  r.m.gt(1),
  r.at.ge(r.at),
  r.i.eqNullSafe(r.j),
  r.i.between(r.j, 7),
  r.s.isIn(['', 'x%_\\']),
  r.m.isIn([12.5, 1]),
  r.b.and(r.i.gt(0)),
  r.b.or(r.i.gt(0)),
  r.b.not(),
  r.i.add(r.j),
  r.m.add(r.n),
  r.i.sub(r.j),
  r.m.sub(r.n),
  r.i.mul(r.j),
  r.m.mul(r.n),
  r.m.mul(r.m),
  r.x.mul(r.y),
  r.m.mul(r.i),
  r.x.div(r.y),
  r.i.div(r.j),
  r.m.div(r.n),
  f.tryDivide(r.m, r.n),
  f.tryDivide(r.x, r.i),
  f.tryDivide(r.i, r.i),
  r.i.mod(r.j),
  r.m.mod(r.n),
  r.x.mod(r.y),
  f.tryMod(r.j, r.i),
  f.negate(r.i),
  f.negate(r.m),
  f.abs(r.i),
  f.abs(r.m),
  f.abs(r.x),
  f.coalesce(r.i, r.j),
  f.ifNull(r.m, r.m),
  f.nullIf(r.i, 7),
  f.nullIfZero(r.i),
  f.zeroIfNull(r.i),
  f.greatest(r.i, r.j, 3),
  f.least(r.d, r.e),
  f.upper(r.s),
  f.lower(r.s),
  f.trim(r.s),
  f.ltrim(r.s),
  f.rtrim(r.s),
  f.length(r.s),
  f.concat(r.s, r.u),
  f.concatWs('-', r.s, r.u),
  r.s.contains(r.u),
  r.s.startsWith(r.u),
  r.s.endsWith(r.u),
  r.s.like('%a%'),
  r.s.like('x\\%%'),
  r.s.rlike('^[A-Z]'),
  f.reverse(r.s),
  f.replace(r.s, r.u, 'Z'),
  f.replace(r.s, ',', ''),
  f.instr(r.s, 'a'),
  f.instr(r.s, ''),
  f.initcap(r.s),
  f.sign(r.i),
  f.sign(r.x),
  f.sign(r.m),
  f.ceil(r.x),
  f.ceil(r.m),
  f.floor(r.x),
  f.floor(r.m),
  f.round(r.x),
  f.round(r.x, 1),
  f.round(r.x, 2),
  f.round(r.m, 1),
  f.round(r.n, 2),
  f.round(r.i),
  f.left(r.s, 3),
  f.left(r.s, r.j),
  f.right(r.s, 3),
  f.right(r.s, r.j),
  ...[
    [1, 3],
    [0, 2],
    [-3, 2],
    [-20, 15],
    [4, 100],
    [2, 0],
  ].map(([at, length]) => f.substring(r.s, at as number, length as number)),
  f.splitPart(r.s, ',', 2),
  f.splitPart(r.s, ',', -1),
  f.splitPart(r.s, ' ', 5),
  f.splitPart(r.s, '', 1),
  f.splitPart(r.s, '', 2),
  f.repeat(r.u, 3),
  f.repeat(r.u, r.j),
  f.lpad(r.s, 15, '*-'),
  f.lpad(r.s, 2, '*'),
  f.rpad(r.s, 15, '*-'),
  f.rpad(r.s, 3, ''),
  ...[r.d, r.at, local(r)].flatMap((time: Loose) => [
    f.year(time),
    f.quarter(time),
    f.month(time),
    f.dayOfMonth(time),
    f.dayOfYear(time),
    f.dayOfWeek(time),
    f.weekday(time),
    f.weekOfYear(time),
    f.dayName(time),
    f.monthName(time),
    f.lastDay(time),
    f.addMonths(time, 1),
    f.addMonths(time, -25),
    f.addMonths(time, r.j),
    f.dateDiff(time, r.e),
    f.dateDiff(r.d, time),
    ...units.map((unit) => f.trunc(time, unit as 'year')),
    ...[...units, 'day', 'hour', 'minute', 'second'].map((unit) => f.dateTrunc(unit as 'year', time)),
    f.dateFormat(time, 'yyyy-MM'),
    f.dateFormat(time, 'dd.MM.yyyy HH:mm:ss'),
    f.dateFormat(time, 'yyyyMMdd'),
  ]),
  f.hour(r.at),
  f.minute(r.at),
  f.second(r.at),
  f.hour(local(r)),
  f.second(local(r)),
  r.d.addDays(r.j),
  r.d.addDays(-90),
  f.dateSub(r.d, r.j),
  f.toDate(r.at),
  f.toDate(local(r)),
  r.at.add(Duration.seconds(90)),
  r.at.sub(Duration.hours(3)),
  local(r).add(Duration.days(2)),
  f.unixSeconds(r.at),
  f.makeDate(2024, 2, r.j.add(9)),
  f.makeDate(2024, r.j.add(2), 28),
  r.d.cast(t.timestamp()),
  r.d.cast(t.string()),
  r.at.cast(t.date()),
  r.at.cast(t.string()),
  local(r).cast(t.string()),
  local(r).cast(t.date()),
  r.at.cast(t.timestampNtz()),
  local(r).cast(t.timestamp()),
  r.m.cast(t.string()),
  r.n.cast(t.string()),
  r.i.cast(t.string()),
  r.i.cast(t.double()),
  r.x.cast(t.int()),
  r.m.cast(t.int()),
  r.i.cast(t.decimal(10, 2)),
  r.b.cast(t.string()),
  f.when(r.i.gt(0), r.s).otherwise(r.u),
  f.when(r.b, r.m).otherwise(r.n),
];
const relation = from(rows as Loose).select((r: Loose) => Object.fromEntries(all(r).map((expr, i) => [`c${i}`, expr])));
const asked: readonly Asked[] = (planOfRelation(relation) as Loose).columns.map(
  ({ name, expr }: { readonly name: string; readonly expr: ExprNode }): Asked => ({ id: name, node: expr, rows: { schema, values } }),
);

const ours = (node: ExprNode, row: Row): Value | 'an error' => {
  try {
    return evaluate(node, { rows: [row] });
  } catch (error) {
    if (error instanceof UnfitRows) return 'an error';
    throw error;
  }
};
const MOMENT = /^\d{4}-\d\d-\d\dT/;
const same = (node: ExprNode, mine: Value | 'an error', theirs: unknown): boolean => {
  if (familyOf(node.type) === 'number' && mine !== null && theirs !== null) return mine === Number(theirs);
  if (typeof theirs === 'string' && MOMENT.test(theirs)) return mine === new Date(theirs).toISOString();
  return mine === theirs;
};

describe('functions without Spark', () => {
  it('all have a case', () => {
    const used = new Set<string>();
    walk(
      asked.map(({ node }) => node),
      (node) => {
        if (node.kind === 'call') used.add(node.fn);
      },
    );
    expect(KNOWN_FUNCTIONS.filter((name) => !used.has(name))).toEqual([]);
  });
  it('are computed, each of the cases for some row', () => {
    const unknown = asked.filter(({ node }) => given.every((row) => [UNKNOWN, 'an error', null].includes(ours(node, row) as never)));
    expect(unknown.map(({ node }) => JSON.stringify(node).slice(0, 200))).toEqual([]);
  });
  describe.runIf(python && turn(2))('and Spark (needs LAKEWRIGHT_TEST_PYTHON: a Python with PySpark; turn 2 of 3)', () => {
    let answer: Answer;
    const compared = share(asked, 3);
    beforeAll(() => {
      answer = askSpark([], [], compared);
    }, 600_000);
    it(`give the same values (seed ${SEED})`, () => {
      const wrong = compared.flatMap(({ id, node }) => {
        const theirs = answer.values[id];
        if (!theirs) return [`${id}: no answer`];
        const mine = given.map((row) => ours(node, row));
        // Where one row fails, Spark gives no value of the others.
        if (!Array.isArray(theirs))
          return mine.includes('an error') ? [] : [`${id} ${JSON.stringify(node)}: Spark fails, ${JSON.stringify(theirs).slice(0, 200)}`];
        return mine.flatMap((value, i) =>
          value === UNKNOWN || same(node, value, theirs[i])
            ? []
            : [`${id} ${JSON.stringify(node).slice(0, 300)} row ${i}: ${String(value)}, Spark ${String(theirs[i])}`],
        );
      });
      expect(wrong).toEqual([]);
    });
  });
});
