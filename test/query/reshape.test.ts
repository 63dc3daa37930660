import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { QUERY_DIAGNOSTICS } from '../../src/model/diagnostics/query.ts';
import { typeText } from '../../src/query/datatype.ts';
import { F, Window, seed, stream, t } from '../../src/query/index.ts';
import { type ExprNode, walk } from '../../src/query/node.ts';
import { exprsOf, stepsOf } from '../../src/query/plan.ts';
import type { Problem, ProblemKind } from '../../src/query/problem.ts';
import { planOfRelation, table } from '../emit/sources.ts';

const HERE = fileURLToPath(import.meta.url);
const sales = seed(
  {
    id: t.int().notNull().comment('of the sale'),
    city: t.string().notNull(),
    paid: t.boolean(),
    size: t.bigint(),
    jan: t.double().notNull(),
    feb: t.double(),
    price: t.decimal(8, 2).notNull(),
    tags: t.array(t.string().notNull()),
    by: t.map(t.string(), t.int().notNull()),
  },
  [],
);
/** What plain JavaScript, or a cast, lets through. */
const loose = (value: unknown): never => value as never;
const schemaOf = (relation: object): readonly string[] =>
  planOfRelation(relation).schema.map((c) => `${c.name} ${typeText(c.type)}${c.nullable ? '' : ' NOT NULL'}`);
const problemsOf = (relation: object): readonly Problem[] => {
  const found = new Set<Problem>();
  for (const step of stepsOf(planOfRelation(relation))) {
    for (const one of step.problems ?? []) found.add(one);
    walk(exprsOf(step), (node: ExprNode) => {
      if (node.kind === 'error') for (const one of node.problems) found.add(one);
    });
  }
  return [...found];
};
const messageOf = (relation: object): string => {
  const [found] = problemsOf(relation);
  if (!found) throw new Error('there is no problem');
  const { message, hint } = QUERY_DIAGNOSTICS[found.kind] as { message: (p: Problem) => string; hint?: (p: Problem) => string | undefined };
  return `${message(found)}; ${hint?.(found)}`;
};
const here = (): number => Number(/reshape\.test\.ts:(\d+)/.exec(new Error().stack?.split('\n')[2] ?? '')?.[1]);

describe('the schema after explode', () => {
  const ids = sales.select((s) => ({ id: s.id, tags: s.tags, by: s.by }));
  it('has the element at the end, NULL only where elements or empty rows are', () => {
    expect(schemaOf(ids.explode('tag', (s) => s.tags).drop('by', 'tags'))).toEqual(['id int NOT NULL', 'tag string NOT NULL']);
    expect(schemaOf(ids.explode('tag', (s) => s.tags, { keepEmpty: true }).drop('by', 'tags'))).toEqual(['id int NOT NULL', 'tag string']);
  });
  it('has the element in the place of the column that it replaces, its position before it', () => {
    expect(schemaOf(ids.explode('tags', (s) => s.tags, { position: 'n' }).drop('by'))).toEqual(['id int NOT NULL', 'n int NOT NULL', 'tags string NOT NULL']);
    expect(schemaOf(ids.explode('tags', (s) => s.tags, { position: 'n', keepEmpty: true }).drop('by'))).toEqual(['id int NOT NULL', 'n int', 'tags string']);
  });
  it('has the entries of a map as structs', () => {
    expect(schemaOf(ids.explode('entry', (s) => s.by).select((s) => ({ ...s.entry.fields })))).toEqual(['key string NOT NULL', 'value int NOT NULL']);
  });
});

describe('the schema after pivot', () => {
  it('has a column for each value and aggregate, NULL where a group has no such row', () => {
    const pivoted = sales
      .groupBy('city')
      .pivot('paid', [true, false])
      .agg((s) => ({ n: F.count(), sum: F.sum(s.price) }));
    expect(schemaOf(pivoted)).toEqual(['city string NOT NULL', 'true_n bigint', 'true_sum decimal(18,2)', 'false_n bigint', 'false_sum decimal(18,2)']);
  });
  it('has counts of nothing as 0 where an aggregate is no number, as Spark does', () => {
    const pivoted = sales
      .groupBy()
      .pivot('size', [7])
      .agg((s) => ({ n: F.count(), city: F.max(s.city) }));
    expect(schemaOf(pivoted)).toEqual(['7_n bigint NOT NULL', '7_city string']);
  });
});

describe('the schema after unpivot', () => {
  it('has all other columns, the name and the value, NULL where a column may be', () => {
    const few = sales.select((s) => ({ id: s.id, jan: s.jan, feb: s.feb }));
    expect(schemaOf(few.unpivot({ columns: ['jan', 'feb'], name: 'month', value: 'amount' }))).toEqual([
      'id int NOT NULL',
      'month string NOT NULL',
      'amount double',
    ]);
    expect(schemaOf(few.unpivot({ columns: ['jan'], name: 'month', value: 'amount' }))).toEqual([
      'id int NOT NULL',
      'feb double',
      'month string NOT NULL',
      'amount double NOT NULL',
    ]);
  });
});

describe('the schema of groups at several levels', () => {
  it('has keys that may be NULL, with their comments, and whether a row is a total', () => {
    const rolled = sales.rollup('id', 'city').agg((_, keys) => ({ n: F.count(), total: keys.grouping('id'), level: keys.groupingId() }));
    expect(schemaOf(rolled)).toEqual(['id int', 'city string', 'n bigint NOT NULL', 'total tinyint NOT NULL', 'level bigint NOT NULL']);
    expect(planOfRelation(rolled).schema[0]?.comment).toBe('of the sale');
    expect(schemaOf(sales.cube((s) => ({ big: s.price.gt(5) })).agg(() => ({ n: F.count() })))).toEqual(['big boolean', 'n bigint NOT NULL']);
  });
  it('has a key that stands in all sets as it was', () => {
    expect(schemaOf(sales.groupingSets(['id', 'city'], ['id']).agg(() => ({ n: F.count() })))).toEqual(['id int NOT NULL', 'city string', 'n bigint NOT NULL']);
  });
});

describe('a condition on a window', () => {
  const first = () => sales.where((s) => F.rowNumber().over(Window.partitionBy(s.city).orderBy(s.id)).eq(1));
  it('leaves no column behind', () => {
    expect(planOfRelation(first()).schema).toBe(planOfRelation(sales).schema);
    expect(problemsOf(first())).toEqual([]);
  });
  it('is refused where rows keep arriving', () => {
    const arriving = stream(table('reshape.arriving', sales)).where((s) => F.rowNumber().over(Window.partitionBy(s.city).orderBy(s.id)).eq(1));
    expect(problemsOf(arriving)).toMatchObject([{ kind: 'window-not-allowed', where: 'where' }]);
  });
});

describe('a mistake', () => {
  const by = sales.groupBy('city');
  it.each<readonly [string, ProblemKind, () => object]>([
    ['explode of no array', 'argument-type', () => sales.explode('x', (s) => loose(s.id))],
    ['explode without a function', 'invalid-option', () => sales.explode('x', loose('tags'))],
    ['explode without a name', 'invalid-option', () => sales.explode(loose(undefined), (s) => s.tags)],
    ['explode into a name of another case', 'duplicate-column', () => sales.explode('Tags', (s) => s.tags)],
    ['a position in a column that is there', 'invalid-option', () => sales.explode('tag', (s) => s.tags, { position: 'id' })],
    ['an option that is no choice', 'invalid-option', () => sales.explode('tag', (s) => s.tags, { keepEmpty: loose('yes') })],
    ['an aggregate within a window', 'aggregate-not-allowed', () => sales.select((s) => ({ x: F.sum(F.max(s.id)).over(Window.partitionBy(s.city)) }))],
    ['explode of a window', 'window-not-allowed', () => sales.explode('x', (s) => F.collectList(s.id).over(Window.partitionBy(s.city)))],
    ['pivot of a number with a fraction', 'argument-type', () => by.pivot(loose('jan'), loose(['1'])).agg(() => ({ n: F.count() }))],
    ['pivot of an unknown column', 'unknown-column', () => by.pivot(loose('town'), loose(['1'])).agg(() => ({ n: F.count() }))],
    ['pivot without values', 'invalid-option', () => by.pivot('paid', []).agg(() => ({ n: F.count() }))],
    ['pivot with a value twice', 'invalid-option', () => by.pivot('size', [1, 1]).agg(() => ({ n: F.count() }))],
    ['pivot with a value of another type', 'literal-does-not-fit', () => by.pivot('size', [1.5]).agg(() => ({ n: F.count() }))],
    ['pivot with a value that is NULL', 'invalid-option', () => by.pivot('paid', [loose(null)]).agg(() => ({ n: F.count() }))],
    [
      'pivot with values that differ in case',
      'invalid-option',
      () =>
        sales
          .groupBy('id')
          .pivot('city', ['a', 'A'])
          .agg((s) => ({ n: F.count(), m: F.max(s.jan) })),
    ],
    ['a single aggregate for a value called like a key', 'duplicate-column', () => by.pivot('city', ['city']).agg(() => ({ n: F.count() }))],
    ['a key outside of an aggregate in pivot', 'key-in-agg', () => by.pivot('paid', [true]).agg((s) => ({ n: F.upper(s.city) }))],
    ['a column outside of an aggregate in pivot', 'bare-column-in-agg', () => by.pivot('paid', [true]).agg((s) => ({ n: s.jan }))],
    ['a constant beside a text in pivot', 'pivot-constant', () => by.pivot('paid', [true]).agg((s) => ({ p: F.percentile(s.jan, 0.5), c: F.max(s.city) }))],
    ['unpivot of nothing', 'invalid-option', () => sales.unpivot({ columns: loose([]), name: 'a', value: 'b' })],
    ['unpivot of an unknown column', 'unknown-column', () => sales.unpivot({ columns: loose(['mar']), name: 'a', value: 'b' })],
    ['unpivot of one column twice', 'invalid-option', () => sales.unpivot({ columns: ['jan', 'jan'], name: 'a', value: 'b' })],
    ['unpivot of types that do not meet', 'no-common-type', () => sales.unpivot({ columns: loose(['jan', 'paid']), name: 'a', value: 'b' })],
    ['unpivot into a column that is there', 'duplicate-column', () => sales.unpivot({ columns: ['jan', 'feb'], name: 'ID', value: 'b' })],
    ['unpivot without a name', 'invalid-option', () => sales.unpivot({ columns: ['jan', 'feb'], name: loose(undefined), value: 'b' })],
    ['rollup without keys', 'invalid-option', () => sales.rollup().agg(() => ({ n: F.count() }))],
    ['a computed key that hides a column', 'invalid-option', () => sales.cube((s) => ({ city: F.upper(s.city) })).agg(() => ({ n: F.count() }))],
    ['a map as a key', 'argument-type', () => sales.groupingSets(['by'], []).agg(() => ({ n: F.count() }))],
    ['grouping sets by an unknown column', 'unknown-column', () => sales.groupingSets([loose('town')]).agg(() => ({ n: F.count() }))],
    ['rollup by an unknown column', 'unknown-column', () => sales.rollup('id', loose('town')).agg(() => ({ n: F.count() }))],
    ['grouping of what is no key', 'unknown-column', () => sales.rollup('city').agg((_, keys) => ({ n: keys.grouping(loose('id')) }))],
    ['a key outside of an aggregate in cube', 'key-in-agg', () => sales.cube('city').agg((s) => ({ n: F.concat(s.city, '!') }))],
    ['a sample without a seed', 'invalid-option', () => sales.sample(loose({ fraction: 0.5 }))],
    ['a sample of more than all', 'invalid-option', () => sales.sample({ fraction: 1.5, seed: 1 })],
    ['an offset below zero', 'invalid-option', () => sales.limit(1, { offset: -1 })],
  ])('is named: %s', (_, kind, make) => {
    expect(problemsOf(make()).map((p) => p.kind)).toEqual([kind]);
  });
  it('is what tells totals, outside its callback', () => {
    let kept: unknown;
    const rolled = sales.rollup('city').agg((_, keys) => {
      kept = keys.grouping('city');
      return { n: F.count() };
    });
    expect(problemsOf(rolled)).toEqual([]);
    expect(problemsOf(rolled.select(() => ({ x: loose(kept) })))).toMatchObject([{ kind: 'row-outside-callback', column: 'grouping(city)' }]);
  });
  it('has its place', () => {
    const relation = sales.cube('city').agg((s) => ({ n: F.concat(s.city, '!') }));
    const line = here() - 1;
    expect(problemsOf(relation)).toMatchObject([{ at: { file: HERE, line } }]);
  });
});

describe('the message of a mistake says how to cure it', () => {
  it.each<readonly [string, () => object, string]>([
    [
      'a bare column in agg',
      () => sales.groupBy('city').agg((s) => ({ n: s.jan })),
      '"n" uses column "jan", which is neither a group key nor inside an aggregate; add "jan" to groupBy, or say which value is wanted: F.max, F.first, F.anyValue',
    ],
    [
      'an aggregate in where',
      () => sales.where((s) => F.sum(s.jan).gt(1)),
      'sum is an aggregate and cannot be used in where; use groupBy(…).agg(…), or .over(Window.partitionBy(…))',
    ],
    [
      'a window in agg',
      () => sales.agg((s) => ({ n: F.rank().over(Window.orderBy(s.id)) })),
      'a window function cannot be used in agg; compute it with withColumns first, then use the column',
    ],
    [
      'a key in rollup',
      () => sales.rollup('city').agg((s) => ({ n: F.upper(s.city) })),
      '"n" uses group key "city" outside an aggregate, which rollup does not allow; use "city" in a select after agg',
    ],
    [
      'a constant in pivot',
      () =>
        sales
          .groupBy('id')
          .pivot('paid', [true])
          .agg((s) => ({ p: F.percentile(s.jan, 0.5), c: F.max(s.city) })),
      'percentile has a constant argument, so it cannot be pivoted alongside "c", which is string; pivot numbers and conditions in one step, other types in another, and join the two',
    ],
  ])('%s', (_, make, message) => {
    expect(messageOf(make())).toBe(message);
  });
});
