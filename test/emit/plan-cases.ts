/** Relations with the rows that they must give, and such that must fail. Rows are what a person would work out by hand. */
import { Duration, type Expr, F, from, seed, t, Window } from '../../src/query/index.ts';
import { joinCases } from './join-cases.ts';
import { reshapeCases } from './reshape-cases.ts';
import { planOfRelation, table } from './sources.ts';

export const flights = table(
  't.flights',
  seed({ carrier: t.string().notNull(), flight: t.int().notNull(), dep: t.double(), at: t.timestamp(), origin: t.string() }, [
    { carrier: 'AA', flight: 1, dep: 5, at: '2026-01-01T00:00:00Z', origin: 'JFK' },
    { carrier: 'AA', flight: 1, dep: 7, at: '2026-01-01T01:00:00Z', origin: 'JFK' },
    { carrier: 'AA', flight: 2, at: '2026-01-02T00:00:00Z' },
    { carrier: 'UA', flight: 1, dep: 50, at: '2026-01-01T00:00:00Z', origin: 'EWR' },
    { carrier: 'ZZ', flight: 9, dep: -3, origin: 'LGA' },
  ]),
);
export const airlines = table(
  't.airlines',
  seed({ carrier: t.string(), name: t.string().notNull() }, [
    { carrier: 'AA', name: 'American' },
    { carrier: 'UA', name: 'United' },
    { carrier: 'B6', name: 'JetBlue' },
    { name: 'nobody' },
  ]),
);
const twice = table(
  't.twice',
  seed({ carrier: t.string(), name: t.string() }, [
    { carrier: 'AA', name: 'a' },
    { carrier: 'AA', name: 'b' },
    { carrier: 'QQ', name: 'q' },
    { carrier: 'QQ', name: 'r' },
  ]),
);
const notes = table(
  't.notes',
  seed({ flight: t.bigint(), note: t.string() }, [
    { flight: 1n, note: 'one' },
    { flight: 77n, note: 'x' },
  ]),
);
const nested = table(
  't.nested',
  seed(
    {
      k: t.string(),
      x: t.int(),
      items: t.array(t.int().notNull()),
      named: t.map(t.string(), t.int()),
      nested: t.struct({ a: t.int(), 'b c': t.string() }),
      'a b': t.int(),
      select: t.string(),
    },
    [],
  ),
);

export interface PlanCase {
  readonly name: string;
  readonly relation: object;
  /** In any order, or in this one. Values as JSON; timestamps `yyyy-MM-ddTHH:mm:ssZ`. */
  readonly rows?: readonly (readonly unknown[])[];
  readonly ordered?: true;
  /** The run fails with this. */
  readonly fails?: string;
}
const cases: PlanCase[] = [];
const add = (name: string, relation: object, more: Omit<PlanCase, 'name' | 'relation'> = {}): void => {
  cases.push({ name, relation, ...more });
};

// ---- joins
const f = from(flights);
const matched = [
  ['AA', 1, 'American'],
  ['AA', 1, 'American'],
  ['AA', 2, 'American'],
  ['UA', 1, 'United'],
];
const unmatchedLeft = ['ZZ', 9, null];
const unmatchedRight = [
  ['B6', null, 'JetBlue'],
  [null, null, 'nobody'],
];
const JOINED = {
  inner: matched,
  left: [...matched, unmatchedLeft],
  right: [...matched, ...unmatchedRight],
  full: [...matched, unmatchedLeft, ...unmatchedRight],
};
const REPEATED = [
  ['AA', 'a'],
  ['AA', 'b'],
  ['QQ', 'q'],
  ['QQ', 'r'],
];
const UNUSED = {
  inner: [],
  left: [
    ['UA', null],
    ['ZZ', null],
  ],
  right: REPEATED,
  full: [['UA', null], ['ZZ', null], ...REPEATED],
};
for (const how of ['inner', 'left', 'right', 'full'] as const) {
  for (const expect of ['many', 'one'] as const) {
    add(
      `${how} join by names, ${expect}`,
      f.join(airlines, { on: ['carrier'], how, expect, select: (l, r) => ({ carrier: l.carrier, flight: l.flight, name: r.name }) }),
      { rows: JOINED[how] },
    );
    add(
      `${how} join by condition, ${expect}`,
      f.join(airlines, {
        on: (l, r) => l.carrier.eq(r.carrier).and(l.flight.ge(0).or(r.name.isNull())),
        how,
        expect,
        hint: 'broadcast',
        select: (l, r) => ({ carrier: F.coalesce(l.carrier, r.carrier), flight: l.flight, name: r.name }),
      }),
      { rows: JOINED[how] },
    );
  }
  add(
    `${how} join of keys of different types`,
    f.join(notes, { on: ['flight'], how, select: (l, r) => ({ flight: l.flight, theirs: r.flight, note: r.note, carrier: l.carrier }) }),
  );
  add(`${how} join by names that multiplies rows`, f.join(twice, { on: ['carrier'], how, expect: 'one', select: (l, r) => ({ ...l, name: r.name }) }), {
    fails: 'FanOutError',
  });
  add(
    `${how} join by condition that multiplies rows`,
    f.join(twice, { on: (l, r) => l.carrier.eq(r.carrier), how, expect: 'one', select: (l, r) => ({ flight: l.flight, name: r.name }) }),
    { fails: 'FanOutError' },
  );
  add(
    `${how} join where only unused keys repeat`,
    f.where((x) => x.carrier.ne('AA')).join(twice, { on: ['carrier'], how, expect: 'one', select: (l, r) => ({ carrier: l.carrier, name: r.name }) }),
    { rows: UNUSED[how] },
  );
}
add(
  'inner join of nothing but keys where only unused keys repeat',
  f
    .select((x) => ({ carrier: x.carrier }))
    .where((x) => x.carrier.ne('AA'))
    .join(twice, { on: ['carrier'], expect: 'one', select: (l, r) => ({ carrier: l.carrier, name: r.name }) }),
  { rows: [] },
);
add('cross join', f.where((x) => x.flight.gt(1)).crossJoin(twice, { select: (l, r) => ({ c: l.carrier, n: r.name }) }), {
  rows: ['AA', 'ZZ'].flatMap((c) => ['a', 'b', 'q', 'r'].map((n) => [c, n])),
});
const late = f.where((x) => x.dep.gt(6));
add('join with itself', late.join(late, { on: ['carrier', 'flight'], select: (l, r) => ({ ...l, dep2: r.dep }) }), {
  rows: [
    ['AA', 1, 7, '2026-01-01T01:00:00Z', 'JFK', 7],
    ['UA', 1, 50, '2026-01-01T00:00:00Z', 'EWR', 50],
  ],
});
add(
  'semi join',
  f
    .semiJoin(airlines, { on: ['carrier'] })
    .where((x) => x.dep.isNotNull())
    .select((x) => ({ flight: x.flight, carrier: x.carrier })),
  {
    rows: [
      [1, 'AA'],
      [1, 'AA'],
      [1, 'UA'],
    ],
  },
);
add('anti join', f.antiJoin(airlines, { on: (l, r) => l.carrier.eq(r.carrier) }), { rows: [['ZZ', 9, -3, null, 'LGA']] });
add(
  'semi and anti join',
  f
    .semiJoin(airlines, { on: ['carrier'] })
    .antiJoin(twice, { on: ['carrier'] })
    .withColumns((x) => ({ z: x.flight.add(1), dep: x.dep.mul(2) })),
  {
    rows: [['UA', 1, 100, '2026-01-01T00:00:00Z', 'EWR', 2]],
  },
);

// ---- groups
add(
  'groups with computed keys, filters, order and limit',
  f
    .groupBy('carrier', (x) => ({ band: F.when(x.dep.lt(6), 0).otherwise(6) }))
    .agg((x) => ({
      n: F.count(),
      late: F.count().filter(x.dep.gt(6)),
      share: F.count().filter(x.dep.gt(6)).div(F.count()),
      avg: F.avg(x.dep),
      flights: F.countDistinct(x.flight),
    }))
    .orderBy((x) => x.n.desc(), 'carrier', 'band')
    .limit(2),
  {
    rows: [
      ['AA', 6, 2, 1, 0.5, 7, 2],
      ['AA', 0, 1, 0, 0, 5, 1],
    ],
    ordered: true,
  },
);
add(
  'a key that hides a column',
  f.groupBy((x) => ({ carrier: F.upper(x.origin) })).agg(() => ({ n: F.count() })),
  {
    rows: [
      ['JFK', 2],
      [null, 1],
      ['EWR', 1],
      ['LGA', 1],
    ],
  },
);
add(
  'a whole number as key is no place',
  f.groupBy(() => ({ one: F.lit(2) })).agg(() => ({ n: F.count() })),
  { rows: [[2, 5]] },
);
add(
  'a whole number as key that hides a column is no place',
  f.groupBy(() => ({ carrier: F.lit(3) })).agg(() => ({ n: F.count() })),
  { rows: [[3, 5]] },
);
add(
  'a whole number in an order is no place',
  f
    .orderBy(
      () => F.lit(1).asc(),
      'flight',
      'carrier',
      (x) => x.dep.asc(),
    )
    .limit(1)
    .select((x) => ({ dep: x.dep })),
  { rows: [[5]] },
);
add(
  'one row over everything',
  f.agg((x) => ({ n: F.count(), most: F.max(x.dep), sum: F.sum(x.flight) })),
  { rows: [[5, 50, 14]] },
);
add(
  'one row without an aggregate',
  f.agg(() => ({ n: F.lit(1) })),
  { rows: [[1]] },
);
add(
  'groups, then conditions on them',
  f
    .groupBy('carrier')
    .agg(() => ({ n: F.count() }))
    .where((x) => x.n.gt(1))
    .select((x) => ({ carrier: x.carrier })),
  { rows: [['AA']] },
);

add(
  'a computed key that is dropped',
  f
    .groupBy('carrier', (x) => ({ late: x.dep.gt(6) }))
    .agg(() => ({ n: F.count() }))
    .drop('late')
    .where((x) => x.carrier.eq('AA')),
  {
    rows: [
      ['AA', 1],
      ['AA', 1],
      ['AA', 1],
    ],
  },
);

// ---- rows
for (const ties of ['compare-all', 'fail'] as const) {
  add(
    `the first row of each key, ${ties}`,
    f
      .dropDuplicates({ by: ['carrier', 'flight'], keepFirst: (x) => [x.dep.desc()], ties })
      .where((x) => x.flight.lt(5))
      .select((x) => ({ carrier: x.carrier, flight: x.flight, dep: x.dep })),
    {
      rows: [
        ['AA', 1, 7],
        ['AA', 2, null],
        ['UA', 1, 50],
      ],
    },
  );
}
add('a tie for the first row', f.dropDuplicates({ by: ['carrier'], keepFirst: (x) => [x.carrier.asc()], ties: 'fail' }), { fails: 'AmbiguousRowError' });
add('equal rows are no tie', f.select((x) => ({ carrier: x.carrier })).dropDuplicates({ by: ['carrier'], keepFirst: (x) => [x.carrier.asc()], ties: 'fail' }), {
  rows: [['AA'], ['UA'], ['ZZ']],
});
add('ties of columns that have no order', from(nested).dropDuplicates({ by: ['k'], keepFirst: (x) => [x.x.asc().nullsLast()] }));
add(
  'distinct, ordered, limited',
  f
    .select((x) => ({ c: x.carrier, o: x.origin }))
    .distinct()
    .orderBy((x) => x.o.desc().nullsFirst(), 'c')
    .limit(3),
  {
    rows: [
      ['AA', null],
      ['ZZ', 'LGA'],
      ['AA', 'JFK'],
    ],
    ordered: true,
  },
);
add(
  'a condition after a limit',
  f
    .orderBy((x) => x.flight.desc(), 'carrier')
    .limit(2)
    .where((x) => x.carrier.eq('AA')),
  { rows: [['AA', 2, null, '2026-01-02T00:00:00Z', null]] },
);
add(
  'an order by columns of the result',
  f.join(airlines, { on: ['carrier'], select: (l, r) => ({ name: l.origin, carrier: r.name, o: l.flight }) }).orderBy('name', 'carrier', 'o'),
  {
    rows: [
      [null, 'American', 2],
      ['EWR', 'United', 1],
      ['JFK', 'American', 1],
      ['JFK', 'American', 1],
    ],
    ordered: true,
  },
);
add(
  'dropped columns',
  f
    .withColumns((x) => ({ z: x.dep.mul(2) }))
    .drop('dep', 'at')
    .where((x) => x.z.gt(20)),
  { rows: [['UA', 1, 'EWR', 100]] },
);
add(
  'columns that change places',
  f
    .select((x) => ({ flight: x.carrier, carrier: x.flight, dep: x.dep }))
    .withColumns((x) => ({ dep: x.carrier, carrier: x.dep }))
    .where((x) => x.flight.eq('ZZ')),
  {
    rows: [['ZZ', -3, 9]],
  },
);
add(
  'many tables under each other',
  (['AA', 'UA', 'ZZ'] as const)
    .map((c) => f.where((x) => x.carrier.eq(c)))
    .reduce((a, b) => a.unionByName(b))
    .groupBy('carrier')
    .agg(() => ({ n: F.count() })),
  {
    rows: [
      ['AA', 3],
      ['UA', 1],
      ['ZZ', 1],
    ],
  },
);
add(
  'tables with columns in another order under each other',
  f
    .select((x) => ({ c: x.carrier, n: x.flight }))
    .unionByName(f.select((x) => ({ n: x.flight, c: x.origin })).limit(0))
    .distinct(),
  {
    rows: [
      ['AA', 1],
      ['AA', 2],
      ['UA', 1],
      ['ZZ', 9],
    ],
  },
);

// ---- windows
const byTime = (x: { carrier: Expr<'string'>; at: Expr<'timestamp'> }) => Window.partitionBy(x.carrier).orderBy(x.at);
add(
  'windows',
  f
    .where((x) => x.carrier.eq('AA'))
    .select((x) => ({
      at: x.at,
      place: F.rowNumber().over(byTime(x)),
      before: F.lag(x.dep).over(byTime(x)),
      running: F.sum(x.dep).over(byTime(x).rowsBetween(Window.unboundedPreceding, 0)),
      recent: F.count().over(byTime(x).rangeBetween(Duration.hours(2), 0)),
      late: F.count().filter(x.dep.gt(6)).over(Window.partitionBy(x.carrier)),
      lateSum: F.sum(x.dep).filter(x.dep.gt(6)).over(Window.partitionBy(x.carrier)),
      near: F.min(x.dep).over(Window.partitionBy(x.carrier).orderBy(x.dep).rangeBetween(-3, 2)),
    })),
  {
    rows: [
      ['2026-01-01T00:00:00Z', 1, null, 5, 1, 1, 7, 5],
      ['2026-01-01T01:00:00Z', 2, 5, 12, 2, 1, 7, 5],
      ['2026-01-02T00:00:00Z', 3, 7, 12, 1, 1, 7, null],
    ],
  },
);

// ---- values and names
add(
  'rows of a seed',
  seed({ a: t.tinyint(), b: t.float(), c: t.decimal(10, 3), d: t.date(), e: t.string(), f: t.bigint() }, [
    { a: 1, b: 1.5, c: 2, d: '2026-01-02', e: "it's ${x} \\ {{y}}\n", f: 5n },
    {},
  ]),
  {
    rows: [
      [1, 1.5, '2.000', '2026-01-02', "it's ${x} \\ {{y}}\n", 5],
      [null, null, null, null, null, null],
    ],
  },
);
add('a seed without rows', seed({ a: t.tinyint(), m: t.map(t.string(), t.int()) }, []), { rows: [] });
add(
  'lambda parameters called like columns',
  from(nested).select((r) => ({ a: F.transform(r.items, (x) => x.add(r.x)), b: F.transform(r.items, (x, i) => x.mul(i)) })),
);
add(
  'a struct called like its table',
  from(nested)
    .where((r) => r.nested.fields.a.gt(1))
    .select((r) => ({ a: r.nested.fields.a, b: r.nested.fields['b c'] })),
);
add(
  'names that need quoting',
  from(nested)
    .select((r) => ({ 'x.y': r['a b'].add(1), "q'": r.select, 'ü`': r.nested.fields['b c'] }))
    .groupBy('x.y', (r) => ({ 'g g': r["q'"] }))
    .agg((r) => ({ 'n`': F.max(r['ü`']) }))
    .orderBy((r) => r['n`'].desc()),
);

// ---- buckets of time
add(
  'groups in buckets of time',
  f
    .groupBy((r) => ({ hour: F.window(r.at, Duration.hours(1)), carrier: r.carrier }))
    .agg((r) => ({ n: F.count(), dep: F.sum(r.dep) }))
    .select((r) => ({ from: r.hour.fields.start, last: F.windowTime(r.hour), carrier: r.carrier, n: r.n })),
  {
    rows: [
      ['2026-01-01T00:00:00Z', '2026-01-01T00:59:59.999999Z', 'AA', 1],
      ['2026-01-01T01:00:00Z', '2026-01-01T01:59:59.999999Z', 'AA', 1],
      ['2026-01-02T00:00:00Z', '2026-01-02T00:59:59.999999Z', 'AA', 1],
      ['2026-01-01T00:00:00Z', '2026-01-01T00:59:59.999999Z', 'UA', 1],
    ],
  },
);
add(
  'groups in sliding buckets of time',
  f
    .groupBy((r) => ({ day: F.window(r.at, Duration.hours(2), Duration.hours(1)) }))
    .agg(() => ({ n: F.count() }))
    .where((r) => r.n.gt(1))
    .select((r) => ({ from: r.day.fields.start, n: r.n })),
  {
    rows: [
      ['2025-12-31T23:00:00Z', 2],
      ['2026-01-01T00:00:00Z', 3],
    ],
  },
);
add(
  'groups in sessions',
  f.groupBy('carrier', (r) => ({ session: F.sessionWindow(r.at, Duration.hours(2)) })).agg(() => ({ n: F.count() })),
  {
    rows: [
      ['AA', { start: '2026-01-01T00:00:00Z', end: '2026-01-01T03:00:00Z' }, 2],
      ['AA', { start: '2026-01-02T00:00:00Z', end: '2026-01-02T02:00:00Z' }, 1],
      ['UA', { start: '2026-01-01T00:00:00Z', end: '2026-01-01T02:00:00Z' }, 1],
    ],
  },
);

export const planCases: readonly PlanCase[] = [...cases, ...joinCases, ...reshapeCases];
export const planOfCase = ({ relation }: PlanCase) => planOfRelation(relation);
