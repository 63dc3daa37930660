/** Steps that make other rows of their input's, with the rows that they must give. */
import { F, from, seed, t, Window } from '../../src/query/index.ts';
import type { PlanCase } from './plan-cases.ts';
import { table } from './sources.ts';

const orders = from(
  table(
    't.sold',
    seed({ id: t.int().notNull(), city: t.string(), paid: t.boolean(), size: t.smallint(), jan: t.double(), feb: t.double(), day: t.date() }, [
      { id: 1, city: 'Bonn', paid: true, size: 1, jan: 10, feb: 20, day: '2026-01-01' },
      { id: 2, city: 'Bonn', paid: false, size: 2, jan: 5, day: '2026-01-02' },
      { id: 3, city: 'Kiel', paid: true, size: 1, feb: 7 },
      { id: 4, size: 2, jan: 1, feb: 2 },
    ]),
  ),
);
/** Arrays and maps of several sizes, and none. */
const nested = orders.select((o) => ({
  id: o.id,
  tags: F.when(o.id.eq(1), F.array(F.lit('a'), F.lit('b')))
    .when(o.id.eq(2), F.array(F.lit('c'), F.nullOf(t.string())))
    .otherwise(F.nullOf(t.array(t.string()))),
  spans: F.filter(F.array(o.jan, o.feb), (x) => x.gt(6)),
  by: F.when(o.id.le(2), F.mapFromArrays(F.array(F.lit('k')), F.array(o.size))).otherwise(F.nullOf(t.map(t.string(), t.smallint()))),
}));

const cases: PlanCase[] = [];
const add = (name: string, relation: object, rows?: readonly (readonly unknown[])[]): void => {
  cases.push(rows === undefined ? { name, relation } : { name, relation, rows });
};

// ---- explode
const TAGS = [
  [1, 'a'],
  [1, 'b'],
  [2, 'c'],
  [2, null],
];
add(
  'explode',
  nested.explode('tag', (o) => o.tags).select((o) => ({ id: o.id, tag: o.tag })),
  TAGS,
);
add(
  'explode that keeps rows without elements',
  nested.explode('tag', (o) => o.tags, { keepEmpty: true }).select((o) => ({ id: o.id, tag: o.tag })),
  [...TAGS, [3, null], [4, null]],
);
add('explode in the place of a column', nested.explode('spans', (o) => o.spans).drop('by', 'tags'), [
  [1, 10],
  [1, 20],
  [3, 7],
]);
add(
  'explode of which only the number of rows is used',
  nested.explode('tag', (o) => o.tags).drop('tag', 'tags', 'spans', 'by'),
  TAGS.map(([id]) => [id]),
);
add(
  'explode with places',
  nested
    .explode('tag', (o) => o.tags, { position: 'place' })
    .where((o) => o.place.gt(0))
    .select((o) => ({ id: o.id, place: o.place, tag: o.tag })),
  [
    [1, 1, 'b'],
    [2, 1, null],
  ],
);
add(
  'explode with places, in the place of a column',
  nested.drop('by', 'spans').explode('tags', (o) => o.tags, { position: 'place', keepEmpty: true }),
  [
    [1, 0, 'a'],
    [1, 1, 'b'],
    [2, 0, 'c'],
    [2, 1, null],
    [3, null, null],
    [4, null, null],
  ],
);
add(
  'explode of a map',
  nested.explode('entry', (o) => o.by, { keepEmpty: true }).select((o) => ({ id: o.id, ...o.entry.fields })),
  [
    [1, 'k', 1],
    [2, 'k', 2],
    [3, null, null],
    [4, null, null],
  ],
);
add(
  'explode twice',
  nested
    .explode('tag', (o) => o.tags)
    .explode('span', (o) => o.spans)
    .where((o) => o.tag.eq('b').and(o.span.gt(6)))
    .select((o) => ({ tag: o.tag, span: o.span })),
  [
    ['b', 10],
    ['b', 20],
  ],
);
add(
  'explode after a filter by another table, under a hard name',
  nested
    .semiJoin(
      orders.where((o) => o.paid),
      { on: ['id'] },
    )
    .explode('a `b', (o) => o.tags, { position: 'a.c' })
    .select((o) => ({ tag: o['a `b'], 'n n': o['a.c'] })),
  [
    ['a', 0],
    ['b', 1],
  ],
);

add(
  'a NULL that makes elements nullable',
  orders.select((o) => ({ ids: F.when(o.id.gt(2), F.array(o.id)).otherwise(F.nullOf(t.array(t.int()))) })).explode('ids', (o) => o.ids),
  [[3], [4]],
);

// ---- pivot and unpivot
add(
  'pivot',
  orders
    .groupBy('city')
    .pivot('paid', [true, false])
    .agg((o) => ({ n: F.count(), jan: F.sum(o.jan), late: F.count().filter(o.feb.gt(10)) })),
  [
    ['Bonn', 1, 10, 1, 1, 5, 0],
    ['Kiel', 1, null, 0, null, null, null],
    [null, null, null, null, null, null, null],
  ],
);
add(
  'pivot with a single aggregate, over everything',
  orders
    .groupBy()
    .pivot('size', [1, 2, 3])
    .agg((o) => ({ feb: F.sum(o.feb) })),
  [[27, 2, null]],
);
add(
  'pivot with an aggregate that is no number',
  orders
    .groupBy((o) => ({ early: o.day.isNotNull() }))
    .pivot('city', ['Bonn', "it's \\ `x`"])
    .agg((o) => ({ n: F.count(), first: F.min(o.day), all: F.collectList(o.city) }))
    .select((o) => ({ early: o.early, n: o.Bonn_n, first: o.Bonn_first, all: o.Bonn_all, none: o["it's \\ `x`_n"] })),
  [
    [true, 2, '2026-01-01', ['Bonn', 'Bonn'], 0],
    [false, 0, null, [], 0],
  ],
);
add(
  'pivot whose aggregates use its keys and its column',
  orders
    .groupBy('size')
    .pivot('id', [1, 4])
    .agg((o) => ({ most: F.max(o.size), ids: F.sum(o.id) })),
  [
    [1, 1, 1, null, null],
    [2, null, null, 2, 4],
  ],
);
add(
  'pivot by a computed key of the same name',
  orders
    .groupBy((o) => ({ city: F.upper(o.city) }))
    .pivot('city', ['Bonn'])
    .agg(() => ({ n: F.count() })),
  [
    ['BONN', 2],
    ['KIEL', null],
    [null, null],
  ],
);
add('unpivot', orders.select((o) => ({ id: o.id, jan: o.jan, feb: o.feb })).unpivot({ columns: ['jan', 'feb'], name: 'month', value: 'amount' }), [
  [1, 'jan', 10],
  [1, 'feb', 20],
  [2, 'jan', 5],
  [2, 'feb', null],
  [3, 'jan', null],
  [3, 'feb', 7],
  [4, 'jan', 1],
  [4, 'feb', 2],
]);
add(
  'unpivot without NULLs, of a table with other columns',
  orders
    .unpivot({ columns: ['jan', 'feb'], name: 'the month', value: 'a`b', keepNulls: false })
    .where((o) => o.id.ge(2).and(o['a`b'].ge(2)))
    .select((o) => ({ id: o.id, city: o.city, month: o['the month'], amount: o['a`b'] })),
  [
    [2, 'Bonn', 'jan', 5],
    [3, 'Kiel', 'feb', 7],
    [4, null, 'feb', 2],
  ],
);
add(
  'unpivot of all columns',
  orders.select((o) => ({ 'a b': o.jan, feb: o.feb })).unpivot({ columns: ['a b', 'feb'], name: 'n', value: 'v', keepNulls: false }),
  [
    ['a b', 10],
    ['feb', 20],
    ['a b', 5],
    ['feb', 7],
    ['a b', 1],
    ['feb', 2],
  ],
);

// ---- groups at several levels
const big = orders.where((o) => o.city.isNotNull());
add(
  'rollup',
  big
    .rollup('city', (o) => ({ ok: o.paid.not() }))
    .agg((o, keys) => ({ n: F.count(), most: F.max(o.city), total: keys.grouping('city'), level: keys.groupingId() })),
  [
    ['Bonn', false, 1, 'Bonn', 0, 0],
    ['Bonn', true, 1, 'Bonn', 0, 0],
    ['Kiel', false, 1, 'Kiel', 0, 0],
    ['Bonn', null, 2, 'Bonn', 0, 1],
    ['Kiel', null, 1, 'Kiel', 0, 1],
    [null, null, 3, 'Kiel', 1, 3],
  ],
);
add(
  'cube, of which only totals stay',
  big
    .cube('city', 'paid')
    .agg((_, keys) => ({ n: F.count(), level: keys.groupingId() }))
    .where((o) => o.level.ge(1)),
  [
    ['Bonn', null, 2, 1],
    ['Kiel', null, 1, 1],
    [null, true, 2, 2],
    [null, false, 1, 2],
    [null, null, 3, 3],
  ],
);
add(
  'grouping sets with a key that stands in all of them',
  orders
    .groupingSets(['id', 'city'], ['id'])
    .agg((_, keys) => ({ total: keys.grouping('city') }))
    .where((o) => o.id.ge(3)),
  [
    [3, 'Kiel', 0],
    [3, null, 1],
    [4, null, 0],
    [4, null, 1],
  ],
);
add(
  'grouping sets with one over everything',
  orders.groupingSets(['city'], []).agg((o) => ({ sum: F.sum(o.jan) })),
  [
    ['Bonn', 15],
    ['Kiel', null],
    [null, 1],
    [null, 16],
  ],
);

// ---- some of the rows
add(
  'limit with an offset',
  orders
    .orderBy('id')
    .limit(2, { offset: 1 })
    .select((o) => ({ id: o.id })),
  [[2], [3]],
);
add(
  'a sample of everything and of nothing',
  orders
    .sample({ fraction: 1, seed: 3 })
    .unionByName(orders.where((o) => o.id.gt(1)).sample({ fraction: 0, seed: 3 }))
    .select((o) => ({ id: o.id })),
  [[1], [2], [3], [4]],
);
add(
  'a sample is the same in every run',
  orders.sample({ fraction: 0.35, seed: 42 }).select((o) => ({ id: o.id })),
  [[4]],
);
add(
  'a condition on windows',
  orders
    .where((o) => {
      const byCity = Window.partitionBy(o.city).orderBy(o.id.desc());
      return F.rowNumber()
        .over(byCity)
        .eq(1)
        .and(F.coalesce(F.lag(o.id).over(byCity), 0).eq(0), F.count().over(Window.partitionBy(o.size)).ge(2), o.id.lt(9));
    })
    .select((o) => ({ id: o.id })),
  [[2], [3], [4]],
);

add(
  'windows within windows',
  orders
    .where((o) =>
      F.sum(F.rank().over(Window.partitionBy(o.city).orderBy(o.id)))
        .over(Window.partitionBy(o.city))
        .ge(3),
    )
    .select((o) => ({ id: o.id, place: F.rank().over(Window.orderBy(F.rowNumber().over(Window.orderBy(o.id.desc())))) })),
  [
    [1, 2],
    [2, 1],
  ],
);

export const reshapeCases: readonly PlanCase[] = cases;
