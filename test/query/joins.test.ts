import { describe, expect, it } from 'vitest';
import { loose, planOf, problemsOf, schemaOf } from './relations.ts';
import { Duration, F, from, seed, t, Window } from '../../src/query/index.ts';

const trips = seed({ id: t.int().notNull(), spot: t.string().notNull(), at: t.timestamp(), day: t.date().notNull(), tags: t.map(t.string(), t.int()) }, []);
const winds = seed({ spot: t.string(), seen: t.timestamp().notNull(), wind: t.double().notNull(), id: t.bigint(), day: t.string() }, []);
const asOf = (o: object) =>
  from(trips).joinAsOf(
    winds,
    loose({ on: ['spot'], time: (l: Loose, r: Loose) => [l.at, r.seen], select: (l: Loose, r: Loose) => ({ id: l.id, wind: r.wind }), ...o }),
  );
// biome-ignore lint/suspicious/noExplicitAny: these are mistakes on purpose
type Loose = any;

describe('a join as of a time', () => {
  it('keeps the left side as it is, and the right side may have no match', () => {
    const joined = from(trips).joinAsOf(winds, {
      on: ['spot'],
      time: (l, r) => [l.at, r.seen],
      tolerance: Duration.hours(2),
      direction: 'nearest',
      select: (l, r) => ({ id: l.id, spot: l.spot, wind: r.wind, seen: r.seen }),
    });
    expect(schemaOf(joined)).toEqual({ id: 'int NOT NULL', spot: 'string NOT NULL', wind: 'double', seen: 'timestamp' });
    expect(problemsOf(joined)).toEqual([]);
  });
  it.each<readonly [string, object, object]>([
    ['a direction that there is not', { direction: 'up' }, { option: 'direction', actual: 'up' }],
    ['a tolerance that is no length of time', { tolerance: 2 }, { option: 'tolerance', actual: 'number' }],
    ['a condition instead of names', { on: (l: Loose, r: Loose) => l.spot.eq(r.spot) }, { option: 'on', actual: 'function' }],
    ['no time', { time: undefined }, { option: 'time', actual: 'undefined' }],
    ['no columns', { select: undefined }, { option: 'select', actual: 'undefined' }],
    ['one time for both sides', { time: (l: Loose) => l.at }, { kind: 'not-an-expression' }],
    ['times in the wrong order', { time: (l: Loose, r: Loose) => [r.seen, l.at] }, { option: 'time', actual: 'a left one with columns of the other side' }],
    ['a time that is a number', { time: (l: Loose, r: Loose) => [l.id, r.seen] }, { option: 'time', actual: 'int' }],
    ['keys of text and number', { on: ['day'] }, { kind: 'join-key-types', left: 'date', right: 'string' }],
    ['an unknown key', { on: ['at'] }, { kind: 'unknown-column', column: 'at' }],
    [
      'a value of another relation as the time',
      {
        time: (_: Loose, r: Loose) => [
          from(trips)
            .agg((x) => ({ m: F.max(x.at) }))
            .scalar(),
          r.seen,
        ],
      },
      { kind: 'value-not-allowed' },
    ],
    ['a right column that hides a left one', { select: (l: Loose, r: Loose) => ({ ...l, id: r.id }) }, { kind: 'hidden-column', columns: ['id'] }],
  ])('refuses %s', (_, options, expected) => {
    expect(problemsOf(asOf(options))).toContainEqual(expect.objectContaining(expected));
  });
  it('takes keys of types in which equal values stay equal', () => {
    expect(problemsOf(asOf({ on: ['id', 'spot'] }))).toEqual([]);
  });
});

describe('the columns of a join', () => {
  it('are asked for by the name of their option', () => {
    const without = loose({ on: ['spot'] });
    expect(problemsOf(from(trips).join(winds, without))).toContainEqual(expect.objectContaining({ option: 'select', actual: 'undefined' }));
  });
});

describe('the hint of a join', () => {
  const hinted = (hint: unknown, on: (l: Loose, r: Loose) => Loose = (l, r) => l.id.eq(r.id)) =>
    from(trips).join(winds, { on, hint: loose(hint), select: (l: Loose) => ({ id: l.id }) });
  it.each<readonly [string, unknown, (l: Loose, r: Loose) => Loose, number]>([
    ['seconds of moments', Duration.hours(2), (l, r) => l.at.ge(r.seen), 7200],
    ['days of dates', Duration.days(2), (l) => l.day.between('2026-01-01', '2026-01-02'), 2],
    ['its own unit where it is a number', 0.5, (l, r) => r.wind.gt(l.id), 0.5],
  ])('cuts a range into pieces: %s', (_, range, on, expected) => {
    expect(planOf(hinted({ range }, on))).toMatchObject({ hint: { range: expected } });
  });
  it.each<readonly [string, unknown, ((l: Loose, r: Loose) => Loose) | undefined, object]>([
    ['a word that Spark does not know', 'fast', undefined, { option: 'hint', actual: 'fast' }],
    ['an object that says nothing', {}, undefined, { option: 'hint', actual: 'an object without range' }],
    ['a range where only equal values meet', { range: 1 }, undefined, { option: 'hint', actual: 'a range' }],
    ['a range of no length', { range: 0 }, (l, r) => l.id.gt(r.id), { option: 'hint.range', actual: '0' }],
    ['a length of time where numbers are compared', { range: Duration.hours(1) }, (l, r) => l.id.gt(r.id), { option: 'hint.range', actual: 'a Duration' }],
  ])('refuses %s', (_, hint, on, expected) => {
    expect(problemsOf(hinted(hint, on))).toMatchObject([expected]);
  });
});

describe('the schema of a set', () => {
  const a = seed({ n: t.int(), at: t.date().notNull(), s: t.string().notNull() }, []);
  const b = seed({ s: t.string(), at: t.date(), n: t.bigint().notNull() }, []);
  it('has the wider type; what is in both is NULL only where both can be', () => {
    expect(schemaOf(from(a).intersect(loose(b)))).toEqual({ n: 'bigint NOT NULL', at: 'date NOT NULL', s: 'string NOT NULL' });
    expect(schemaOf(from(a).except(loose(b)))).toEqual({ n: 'bigint', at: 'date NOT NULL', s: 'string NOT NULL' });
    expect(schemaOf(from(b).except(loose(a), { all: true }))).toEqual({ s: 'string', at: 'date', n: 'bigint NOT NULL' });
  });
  it('needs the same columns, of types that can be compared', () => {
    expect(problemsOf(from(a).intersect(loose(winds)))).toMatchObject([{ kind: 'union-mismatch', step: 'intersect', missing: ['n', 'at', 's'] }]);
    expect(problemsOf(from(trips).except(trips))).toMatchObject([{ kind: 'argument-type', function: 'except', argument: 'tags' }]);
    expect(problemsOf(from(a).except(a, loose({ all: 'yes' })))).toMatchObject([{ option: 'all', actual: 'yes' }]);
    expect(problemsOf(from(a).except(loose('a')))).toMatchObject([{ kind: 'not-a-source', step: 'except' }]);
  });
  it('of rows that lack columns has NULL there, and columns of the other side behind its own', () => {
    const more = seed({ s: t.string().notNull(), extra: t.int().notNull() }, []);
    expect(schemaOf(from(a).unionByName(more, { allowMissing: true }))).toEqual({ n: 'int', at: 'date', s: 'string NOT NULL', extra: 'int' });
    expect(problemsOf(from(a).unionByName(seed({ S: t.string() }, []), { allowMissing: true }))).toMatchObject([
      { kind: 'duplicate-column', names: ['s', 'S'] },
    ]);
    expect(problemsOf(from(a).unionByName(a, loose({ allowMissing: 1 })))).toMatchObject([{ option: 'allowMissing', actual: '1' }]);
  });
});

describe('the value of a relation', () => {
  const most = from(trips)
    .agg((x) => ({ most: F.max(x.id) }))
    .scalar();
  it('has the type of its column and is NULL where there is no row', () => {
    const one = from(trips)
      .limit(1)
      .select((x) => ({ spot: x.spot }))
      .scalar();
    expect(schemaOf(from(winds).select((w) => ({ wind: w.wind, most, one, over: most.add(1) })))).toEqual({
      wind: 'double NOT NULL',
      most: 'int',
      one: 'string',
      over: 'int',
    });
  });
  it.each<readonly [string, () => object, object]>([
    [
      'several columns',
      () => from(winds).select((w) => ({ w: w.wind, x: loose(from(trips).limit(1).scalar()) })),
      { kind: 'not-one-column', columns: ['id', 'spot', 'at', 'day', 'tags'] },
    ],
    ['several rows', () => from(winds).where((w) => w.wind.gt(loose(from(seed({ id: t.int() }, [{ id: 1 }, { id: 2 }])).scalar()))), { kind: 'not-one-row' }],
    [
      'a row for each group',
      () =>
        from(winds).where((w) =>
          w.wind.gt(
            from(trips)
              .groupBy('spot')
              .agg((x) => ({ n: F.max(x.id) }))
              .select((x) => ({ n: x.n }))
              .scalar(),
          ),
        ),
      { kind: 'not-one-row' },
    ],
    [
      'a row of the relation around it',
      () =>
        from(winds).where((w) =>
          w.id.gt(
            from(trips)
              .where((x) => x.spot.eq(w.spot))
              .agg((x) => ({ n: F.max(x.id) }))
              .scalar(),
          ),
        ),
      { kind: 'row-outside-callback', column: 'spot' },
    ],
    [
      'a mistake inside',
      () =>
        from(winds).where((w) =>
          w.id.gt(
            from(trips)
              .where((x) => loose(x.id))
              .agg((x) => ({ n: F.max(x.id) }))
              .scalar(),
          ),
        ),
      { kind: 'not-boolean' },
    ],
    [
      'a key of groups',
      () =>
        from(winds)
          .groupBy(() => ({ most }))
          .agg(() => ({ n: F.count() })),
      { kind: 'value-not-allowed', where: 'groupBy' },
    ],
    ['an order', () => from(winds).orderBy((w) => most.add(w.id).desc()), { kind: 'value-not-allowed', where: 'orderBy' }],
    ['a window', () => from(winds).select(() => ({ n: F.count().over(Window.partitionBy(most)) })), { kind: 'value-not-allowed', where: 'a window' }],
    ['a lambda', () => from(winds).select((w) => ({ x: F.transform(F.array(w.id), (i) => i.add(most)) })), { kind: 'value-not-allowed', where: 'a lambda' }],
    ['SQL text', () => from(winds).select(() => ({ x: F.expr(t.int())`${most} + 1` })), { kind: 'value-not-allowed', where: 'SQL text' }],
  ])('does not go with %s', (_, relation, expected) => {
    expect(problemsOf(relation())).toMatchObject([expected]);
  });
  it('must be used where it is made', () => {
    const relation = from(winds).where((w) => {
      from(trips)
        .agg((x) => ({ m: F.max(x.id) }))
        .scalar();
      return w.wind.gt(1);
    });
    expect(problemsOf(relation)).toMatchObject([{ kind: 'unused-expression' }]);
  });
});
