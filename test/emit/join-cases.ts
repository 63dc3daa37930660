/** Joins, set operations and values of other relations, with the rows that they must give. */
import { Duration, F, from, seed, t } from '../../src/query/index.ts';
import type { PlanCase } from './plan-cases.ts';
import { table } from './sources.ts';

const trips = table(
  'j.trips',
  seed({ id: t.int().notNull(), spot: t.string(), at: t.timestamp(), day: t.date().notNull() }, [
    { id: 1, spot: 'JFK', at: '2026-01-01T10:00:00Z', day: '2026-01-01' },
    { id: 2, spot: 'JFK', at: '2026-01-01T12:30:00Z', day: '2026-01-01' },
    { id: 3, spot: 'JFK', at: '2026-01-01T06:00:00Z', day: '2026-01-03' },
    { id: 4, spot: 'EWR', at: '2026-01-01T10:00:00Z', day: '2026-01-01' },
    { id: 5, at: '2026-01-01T10:00:00Z', day: '2026-01-01' },
    { id: 6, spot: 'JFK', day: '2026-01-09' },
    { id: 7, spot: 'LGA', at: '2026-01-01T10:00:00Z', day: '2026-01-02' },
    { id: 7, spot: 'LGA', at: '2026-01-01T10:00:00Z', day: '2026-01-02' },
  ]),
);
const winds = table(
  'j.winds',
  seed({ spot: t.string().notNull(), seen: t.timestamp(), wind: t.double(), notes: t.map(t.string(), t.int()) }, [
    { spot: 'JFK', seen: '2026-01-01T09:00:00Z', wind: 9 },
    { spot: 'JFK', seen: '2026-01-01T10:00:00Z', wind: 3 },
    { spot: 'JFK', seen: '2026-01-01T10:00:00Z' },
    { spot: 'JFK', seen: '2026-01-01T10:00:00Z', wind: 10 },
    { spot: 'JFK', seen: '2026-01-01T15:00:00Z', wind: 15 },
    { spot: 'JFK', wind: 99 },
    { spot: 'LGA', seen: '2026-01-01T09:59:00Z', wind: 1 },
    { spot: 'LGA', seen: '2026-01-01T10:01:00Z', wind: 2 },
  ]),
);
const staff = table(
  'j.staff',
  seed({ id: t.int().notNull(), name: t.string().notNull(), boss: t.int() }, [
    { id: 1, name: 'Ann' },
    { id: 2, name: 'Bob', boss: 1 },
    { id: 3, name: 'Cyd', boss: 1 },
  ]),
);
const others = table(
  'j.others',
  seed({ name: t.string(), id: t.bigint().notNull(), grade: t.decimal(4, 1), boss: t.int().notNull() }, [
    { name: 'Bob', id: 2n, grade: 1.5, boss: 1 },
    { name: 'Bob', id: 2n, grade: 2, boss: 1 },
    { name: 'Zoe', id: 9n, boss: 9 },
  ]),
);
const none = table('j.none', seed({ id: t.int().notNull() }, []));

const cases: PlanCase[] = [];
const add = (name: string, relation: object, more: Omit<PlanCase, 'name' | 'relation'> = {}): void => {
  cases.push({ name, relation, ...more });
};
const [trip, wind, person, other] = [from(trips), from(winds), from(staff), from(others)];

// ---- as of
const NEAR = {
  backward: { any: [10, 10, null, null, null, null, 1, 1], hour: [10, null, null, null, null, null, 1, 1] },
  forward: { any: [10, 15, 9, null, null, null, 2, 2], hour: [10, null, null, null, null, null, 2, 2] },
  nearest: { any: [10, 10, 9, null, null, null, 1, 1], hour: [10, null, null, null, null, null, 1, 1] },
} as const;
const IDS = [1, 2, 3, 4, 5, 6, 7, 7];
for (const direction of ['backward', 'forward', 'nearest'] as const) {
  // The runtime's own tests have the other limits.
  for (const within of direction === 'nearest' ? (['any', 'hour'] as const) : ([direction === 'backward' ? 'any' : 'hour'] as const)) {
    add(
      `as of, ${direction}, ${within}`,
      trip.joinAsOf(wind, {
        on: ['spot'],
        time: (l, r) => [l.at, r.seen],
        direction,
        ...(within === 'hour' ? { tolerance: Duration.hours(1) } : {}),
        select: (l, r) => ({ id: l.id, wind: r.wind }),
      }),
      { rows: IDS.map((id, i) => [id, NEAR[direction][within][i] ?? null]) },
    );
  }
}
add(
  'as of, with all columns of the left side, of days and moments, and more steps',
  trip
    .where((x) => x.id.lt(5))
    .joinAsOf(
      wind.where((x) => x.wind.isNotNull()).select((x) => ({ spot: x.spot, on: F.toDate(x.seen), wind: x.wind })),
      { on: ['spot'], time: (l, r) => [l.day, r.on], tolerance: Duration.days(1), select: (l, r) => ({ ...l, wind: r.wind, key: r.spot }) },
    )
    .where((x) => x.spot.eq('JFK'))
    .select((x) => ({ id: x.id, wind: x.wind, key: x.key, day: x.day })),
  {
    rows: [
      [1, 15, 'JFK', '2026-01-01'],
      [2, 15, 'JFK', '2026-01-01'],
      [3, null, null, '2026-01-03'],
    ],
  },
);
add(
  'as of, compared as text, at a moved time of another type',
  trip.joinAsOf(wind, {
    on: ['spot'],
    time: (l, r) => [l.day, r.seen.sub(Duration.hours(12))],
    direction: 'forward',
    select: (l, r) => ({ ...l, notes: r.notes, wind: r.wind }),
  }),
);
add(
  'as of, of a table with itself',
  trip.joinAsOf(from(trips), {
    on: ['spot'],
    time: (l, r) => [l.at, r.at],
    select: (l, r) => ({ id: l.id, same: r.id }),
  }),
  { rows: IDS.map((id) => [id, id < 5 || id === 7 ? id : null]) },
);

// ---- a table with itself
add(
  'a table read twice and joined by condition',
  from(staff).join(from(staff), { how: 'left', on: (e, m) => e.boss.eq(m.id), select: (e, m) => ({ id: e.id, name: e.name, boss: m.name }) }),
  {
    rows: [
      [1, 'Ann', null],
      [2, 'Bob', 'Ann'],
      [3, 'Cyd', 'Ann'],
    ],
  },
);
add(
  'a table read twice and joined by names',
  from(staff).join(
    from(staff).where((x) => x.id.gt(1)),
    { on: ['id'], how: 'full', select: (a, b) => ({ id: a.id, mine: a.name, theirs: b.name }) },
  ),
  {
    rows: [
      [1, 'Ann', null],
      [2, 'Bob', 'Bob'],
      [3, 'Cyd', 'Cyd'],
    ],
  },
);
add(
  'a table joined with its own groups, twice',
  person
    .join(
      person.groupBy('boss').agg(() => ({ n: F.count() })),
      { on: (l, r) => l.id.eq(r.boss), how: 'left', select: (l, r) => ({ ...l, n: r.n }) },
    )
    .join(
      person.groupBy('name').agg((x) => ({ top: F.max(x.id) })),
      { on: ['name'], select: (l, r) => ({ ...l, top: r.top }) },
    ),
  {
    rows: [
      [1, 'Ann', null, 2, 1],
      [2, 'Bob', 1, null, 2],
      [3, 'Cyd', 1, null, 3],
    ],
  },
);

// ---- what may be NULL behind a join
for (const how of ['inner', 'left', 'right', 'full'] as const) {
  add(
    `nullability behind a ${how} join by names`,
    person.join(other, { on: ['id', 'boss'], how, select: (l, r) => ({ ...l, theirs: r.id, boss2: r.boss, grade: r.grade }) }),
  );
  add(
    `nullability behind a ${how} join by condition`,
    person.join(other, { on: (l, r) => l.id.eq(r.id).and(l.boss.eq(r.boss)), how, select: (l, r) => ({ ...l, theirs: r.id, boss2: r.boss, grade: r.grade }) }),
  );
}

// ---- hints
for (const hint of ['broadcast', 'merge', 'shuffle_hash', 'shuffle_replicate_nl'] as const)
  add(`the hint ${hint}`, person.join(other, { on: ['id'], hint, select: (l, r) => ({ id: l.id, grade: r.grade }) }));
add(
  'the hint of a range, which only Databricks takes',
  trip
    .join(wind, {
      on: (l, r) =>
        l.spot
          .eq(r.spot)
          .and(l.at.ge(r.seen))
          .and(l.at.lt(r.seen.add(Duration.hours(2)))),
      hint: { range: Duration.hours(2) },
      select: (l, r) => ({ id: l.id, wind: r.wind }),
    })
    .where((x) => x.wind.eq(10).or(x.id.eq(7))),
  {
    rows: [
      [1, 10],
      [7, 1],
      [7, 1],
    ],
  },
);
add(
  'the hint of a range of numbers in a semi join',
  person.semiJoin(other, { on: (l, r) => l.id.between(r.id.sub(1), r.id), hint: { range: 0.5 } }).select((x) => ({ id: x.id })),
  {
    rows: [[1], [2]],
  },
);

// ---- sets
const ours = person.unionByName(person.where((x) => x.id.eq(2))).select((x) => ({ id: x.id, name: x.name }));
const theirs = other.select((x) => ({ name: x.name, id: x.id }));
add('rows in both', ours.intersect(theirs as never), { rows: [[2, 'Bob']] });
add('rows in both, as often as they occur', ours.intersect(theirs as never, { all: true }), {
  rows: [
    [2, 'Bob'],
    [2, 'Bob'],
  ],
});
add('rows of one only', ours.except(theirs as never), {
  rows: [
    [1, 'Ann'],
    [3, 'Cyd'],
  ],
});
add(
  'rows of one only, as often as they occur more',
  theirs.except(ours.select((x) => ({ name: x.name, id: x.id.cast(t.bigint()) })).limit(3), { all: true }).orderBy('id'),
);
add(
  'sets of sets, and more steps',
  ours
    .unionByName(ours)
    .intersect(ours)
    .except(ours.where((x) => x.id.eq(3)).distinct())
    .unionByName(ours.where((x) => x.id.eq(1)))
    .where((x) => x.id.lt(3))
    .select((x) => ({ name: x.name })),
  { rows: [['Ann'], ['Ann'], ['Bob']] },
);
add(
  'NULL is equal to NULL in sets',
  person.select((x) => ({ boss: x.boss })).intersect(person.where((x) => x.boss.isNull()).select((x) => ({ boss: x.boss }))),
  {
    rows: [[null]],
  },
);
add(
  'tables that lack columns under each other',
  person
    .select((x) => ({ id: x.id, boss: x.boss }))
    .unionByName(
      other.select((x) => ({ grade: x.grade, id: x.id })),
      { allowMissing: true },
    )
    .unionByName(from(none), { allowMissing: true })
    .where((x) => x.id.ge(3)),
  {
    rows: [
      [3, 1, null],
      [9, null, null],
    ],
  },
);

// ---- all columns of a side
const graded = other.select((x) => ({ grade: x.grade, num: x.id, chief: x.boss }));
add('all columns of both sides', person.join(graded, { on: (l, r) => l.id.eq(r.num), how: 'left', select: (l, r) => ({ ...l, ...r }) }), {
  rows: [
    [1, 'Ann', null, null, null, null],
    [2, 'Bob', 1, '1.5', 2, 1],
    [2, 'Bob', 1, '2.0', 2, 1],
    [3, 'Cyd', 1, null, null, null],
  ],
});
const labels = other.select((x) => ({ num: x.id, label: x.name })).distinct();
const labelled = graded.join(labels, { on: ['num'], select: (l, r) => ({ ...l, label: r.label }) });
add(
  'all columns of a right side that was joined by a name that is not its first',
  person.join(labelled, { on: (l, r) => l.id.eq(r.num), select: (l, r) => ({ first: l.name, ...r, id: l.id }) }),
  {
    rows: [
      ['Bob', '1.5', 2, 1, 'Bob', 2],
      ['Bob', '2.0', 2, 1, 'Bob', 2],
    ],
  },
);
add(
  'every pair of rows, with all columns of both sides',
  person.crossJoin(
    labelled.where((x) => x.num.eq(9)),
    { select: (l, r) => ({ ...r, ...l }) },
  ),
  {
    rows: [
      [null, 9, 9, 'Zoe', 1, 'Ann', null],
      [null, 9, 9, 'Zoe', 2, 'Bob', 1],
      [null, 9, 9, 'Zoe', 3, 'Cyd', 1],
    ],
  },
);

// ---- values of other relations
const most = person.agg((x) => ({ most: F.max(x.id) })).scalar();
add(
  'a value in a condition',
  trip.where((x) => x.id.lt(most)).select((x) => ({ id: x.id })),
  { rows: [[1], [2]] },
);
add(
  'a value of a pivot',
  person.select((x) => ({
    id: x.id,
    seen: from(trip)
      .groupBy()
      .pivot('id', [1, 2])
      .agg((y) => ({ n: F.count(), most: F.max(y.id) }))
      .where((y) => y['1_n'].gt(0))
      .agg((y) => ({ one: F.max(y['2_most']) }))
      .scalar(),
  })),
  {
    rows: [
      [1, 2],
      [2, 2],
      [3, 2],
    ],
  },
);
add(
  'a value in columns, in a branch, and of no rows',
  person.select((x) => ({
    id: x.id,
    left: most.sub(x.id),
    branch: F.when(x.id.eq(most), 'last').otherwise('other'),
    nothing: from(none)
      .agg((y) => ({ first: F.min(y.id) }))
      .scalar(),
    none: from(none).limit(1).scalar(),
  })),
  {
    rows: [
      [1, 2, 'other', null, null],
      [2, 1, 'other', null, null],
      [3, 0, 'last', null, null],
    ],
  },
);
add(
  'a value beside aggregates and in them',
  person
    .groupBy('boss')
    .agg((x) => ({ sum: F.sum(x.id).mul(most), weighed: F.sum(x.id.mul(most)), most, share: F.count().filter(x.id.lt(most)) }))
    .where((x) =>
      x.sum.ge(
        from(none)
          .agg(() => ({ n: F.count() }))
          .scalar(),
      ),
    ),
  {
    rows: [
      [null, 3, 3, 3, 1],
      [1, 15, 15, 3, 1],
    ],
  },
);
add(
  'a value in the condition and the columns of a join',
  person.join(other, {
    on: (l, r) => l.id.eq(r.id).and(r.grade.lt(other.agg((x) => ({ g: F.max(x.grade) })).scalar())),
    how: 'left',
    select: (l, r) => ({ id: l.id, grade: r.grade, most }),
  }),
  {
    rows: [
      [1, null, 3],
      [2, '1.5', 3],
      [3, null, 3],
    ],
  },
);
add(
  'a value of groups, of a sorted row and of the same table',
  from(trips)
    .where((x) =>
      x.id.gt(
        from(trips)
          .groupBy('spot')
          .agg((y) => ({ first: F.min(y.id) }))
          .agg((y) => ({ id: F.avg(y.first) }))
          .scalar(),
      ),
    )
    .withColumns((x) => ({
      early: x.at.eq(
        trip
          .where((y) => y.at.isNotNull())
          .orderBy('at')
          .limit(1)
          .select((y) => ({ at: y.at }))
          .scalar(),
      ),
    }))
    .select((x) => ({ id: x.id, early: x.early }))
    .distinct(),
  {
    rows: [
      [5, false],
      [6, null],
      [7, false],
    ],
  },
);
add(
  'a value in the conditions of semi and anti joins',
  person.semiJoin(other, { on: (l, r) => l.id.eq(r.id).and(l.id.lt(most)) }).select((x) => ({ id: x.id })),
  {
    rows: [[2]],
  },
);

export const joinCases: readonly PlanCase[] = cases;
