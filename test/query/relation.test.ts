import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loose, planOf, problemsOf, schemaOf } from './relations.ts';
import type { ProblemKind } from '../../src/query/problem.ts';
import { typeText } from '../../src/query/datatype.ts';
import { Duration, F, Window, from, seed, t } from '../../src/query/index.ts';

const HERE = fileURLToPath(import.meta.url);
const flights = seed(
  {
    carrier: t.string().notNull().comment('IATA code').tag('public'),
    flight: t.int(),
    origin: t.varchar(3).notNull(),
    delay: t.double(),
    price: t.decimal(10, 2),
    day: t.date().notNull(),
    at: t.timestamp(),
    late: t.boolean(),
    labels: t.map(t.string(), t.string()),
    stops: t.array(t.string()),
  },
  [],
);
const airlines = seed({ carrier: t.string().notNull().comment('code'), name: t.string().notNull(), founded: t.int(), flight: t.bigint().notNull() }, []);
const kindsOf = (relation: object): readonly ProblemKind[] => problemsOf(relation).map((p) => p.kind);
/** The line of this file that calls `here`. */
const here = (): number => Number(/relation\.test\.ts:(\d+)/.exec(new Error().stack?.split('\n')[2] ?? '')?.[1]);

describe('the schema of a relation', () => {
  it('is that of the source after steps that only choose rows', () => {
    const kept = from(flights)
      .where((f) => f.late)
      .orderBy('carrier', (f) => f.delay.desc())
      .limit(10);
    expect(planOf(kept).schema).toBe(planOf(flights).schema);
  });
  it('holds exactly the selected columns in their order, with the type and nullability of each expression', () => {
    const selected = from(flights).select((f) => ({
      n: f.flight.add(1),
      twice: f.price.mul(2),
      who: f.carrier,
      known: f.delay.isNotNull(),
      day: f.day.addDays(1),
    }));
    expect(schemaOf(selected)).toEqual({ n: 'int', twice: 'decimal(12,2)', who: 'string NOT NULL', known: 'boolean NOT NULL', day: 'date NOT NULL' });
    expect(Object.keys(schemaOf(selected))).toEqual(['n', 'twice', 'who', 'known', 'day']);
    expect(kindsOf(selected)).toEqual([]);
  });
  it('keeps comment, tags and declared type of a column that is passed through, under any name', () => {
    const [carrier, origin, made] = planOf(from(flights).select((f) => ({ code: f.carrier, origin: f.origin, made: F.upper(f.origin) }))).schema;
    expect(carrier).toMatchObject({ name: 'code', comment: 'IATA code', tags: { public: '' } });
    expect(typeText(origin?.type ?? { kind: 'error' })).toBe('varchar(3)');
    expect(made).toEqual({ name: 'made', type: { kind: 'string' }, nullable: false });
  });
  it('replaces a column in its place and adds others at the end', () => {
    const changed = from(flights)
      .select((f) => ({ carrier: f.carrier, delay: f.delay, day: f.day }))
      .withColumns((f) => ({ x: F.lit(1), delay: f.delay.gt(15) }));
    expect(Object.entries(schemaOf(changed))).toEqual([
      ['carrier', 'string NOT NULL'],
      ['delay', 'boolean'],
      ['day', 'date NOT NULL'],
      ['x', 'int NOT NULL'],
    ]);
  });
  it('lacks dropped columns', () => {
    expect(Object.keys(schemaOf(from(airlines).drop('founded', 'flight')))).toEqual(['carrier', 'name']);
  });
  it('has the keys of a group first, then the aggregates; NULL comes of all but counts and collections', () => {
    const grouped = from(flights)
      .groupBy('carrier', (f) => ({ month: F.dateTrunc('month', f.day) }))
      .agg((f) => ({
        n: F.count(),
        planes: F.countDistinct(f.flight),
        delay: F.avg(f.delay),
        total: F.sum(f.price),
        all: F.collectList(f.day),
        share: F.countIf(f.late).div(F.count()),
      }));
    expect(Object.entries(schemaOf(grouped))).toEqual([
      ['carrier', 'string NOT NULL'],
      ['month', 'timestamp'],
      ['n', 'bigint NOT NULL'],
      ['planes', 'bigint NOT NULL'],
      ['delay', 'double'],
      ['total', 'decimal(20,2)'],
      ['all', 'array<date> NOT NULL'],
      ['share', 'double'],
    ]);
    expect(kindsOf(grouped)).toEqual([]);
  });
});

describe('the schema of a join', () => {
  const joined = (how: 'inner' | 'left' | 'right' | 'full') =>
    from(flights).join(airlines, { how, on: ['carrier'], select: (f, a) => ({ carrier: f.carrier, day: f.day, name: a.name, founded: a.founded }) });
  it.each([
    ['inner', 'string NOT NULL', 'date NOT NULL', 'string NOT NULL'],
    ['left', 'string NOT NULL', 'date NOT NULL', 'string'],
    ['right', 'string NOT NULL', 'date', 'string NOT NULL'],
    ['full', 'string', 'date', 'string'],
  ] as const)('has NULL where a side may have no match: %s', (how, carrier, day, name) => {
    expect(schemaOf(joined(how))).toEqual({ carrier, day, name, founded: 'int' });
  });
  it.each([
    ['inner', 'int'],
    ['left', 'int'],
    ['right', 'bigint NOT NULL'],
    ['full', 'bigint'],
  ] as const)('types a common key as Spark does: %s', (how, key) => {
    const relation = from(flights).join(airlines, { how, on: ['flight'], select: (f, a) => ({ flight: f.flight, name: a.name }) });
    expect(schemaOf(relation)['flight']).toBe(key);
  });
  it('leaves keys as they are where a condition joins', () => {
    const relation = from(flights).join(airlines, {
      how: 'right',
      on: (f, a) => f.carrier.eq(a.carrier),
      select: (f, a) => ({ left: f.carrier, right: a.carrier }),
    });
    expect(schemaOf(relation)).toEqual({ left: 'string', right: 'string NOT NULL' });
  });
  it('is that of the left side where rows are only looked up', () => {
    expect(planOf(from(flights).semiJoin(airlines, { on: ['carrier'] })).schema).toBe(planOf(flights).schema);
    expect(planOf(from(flights).antiJoin(airlines, { on: (f, a) => f.carrier.eq(a.carrier) })).schema).toBe(planOf(flights).schema);
  });
  it('holds columns of both sides after a cross join', () => {
    expect(schemaOf(from(flights).crossJoin(airlines, { select: (f, a) => ({ day: f.day, name: a.name }) }))).toEqual({
      day: 'date NOT NULL',
      name: 'string NOT NULL',
    });
  });
});

describe('the schema of a union', () => {
  it('has the wider type, and NULL where either side or the conversion may be NULL', () => {
    const a = seed({ n: t.int().notNull(), at: t.date().notNull(), s: t.string() }, []);
    const b = seed({ s: t.string().notNull(), at: t.timestampNtz().notNull(), n: t.bigint().notNull() }, []);
    expect(schemaOf(from(a).unionByName(loose(b)))).toEqual({ n: 'bigint NOT NULL', at: 'timestamp_ntz', s: 'string' });
  });
  it('names missing and additional columns and types that do not meet, all at once', () => {
    const other = seed({ carrier: t.int(), more: t.int(), name: t.string(), founded: t.int() }, []);
    expect(problemsOf(from(airlines).unionByName(loose(other)))).toMatchObject([
      { kind: 'union-mismatch', step: 'unionByName', missing: ['flight'], extra: ['more'], types: ['carrier: string and int'] },
    ]);
  });
});

describe('a mistake in a column or a type', () => {
  it('is an unknown column, named with those that exist and the line that asks for it', () => {
    const relation = from(flights).where((f) => (f as unknown as { dely: typeof f.delay }).dely.gt(1));
    const line = here() - 1;
    expect(problemsOf(relation)).toMatchObject([{ kind: 'unknown-column', column: 'dely', of: 'the seed', at: { file: HERE, line } }]);
    expect((problemsOf(relation)[0] as { available: readonly string[] }).available).toContain('delay');
  });
  it('is reported once, however often the wrong expression is used', () => {
    const relation = from(flights).select((f) => {
      const x = loose(f)['dely'] as typeof f.delay;
      return { a: x.add(1), b: x.mul(2).div(x), c: F.coalesce(x, 0) };
    });
    expect(kindsOf(relation)).toEqual(['unknown-column']);
  });
  it.each<readonly [string, ProblemKind, () => object]>([
    ['a condition that is none', 'not-boolean', () => from(flights).where((f) => loose(f.delay))],
    ['text where a number belongs', 'argument-type', () => from(flights).select((f) => ({ x: F.sum(loose(f.carrier)) }))],
    ['sides of a comparison that do not meet', 'operand-types', () => from(flights).where((f) => f.carrier.eq(loose(f.flight)))],
    ['a literal that does not fit its column', 'literal-does-not-fit', () => from(flights).where((f) => f.flight.eq(2.5))],
    ['a day that is not in the calendar', 'literal-does-not-fit', () => from(flights).where((f) => f.day.eq('2013-02-30'))],
    ['a number out of range', 'literal-does-not-fit', () => from(flights).where((f) => f.flight.gt(3_000_000_000))],
    ['branches that do not meet', 'branch-types', () => from(flights).select((f) => ({ x: F.when(f.late, f.delay).otherwise(loose(f.carrier)) }))],
    ['arguments without a common type', 'no-common-type', () => from(flights).select((f) => ({ x: F.coalesce(f.delay, loose(f.carrier)) }))],
    ['too few arguments', 'argument-count', () => from(flights).select((f) => ({ x: F.concat(...(loose([f].slice(1)) as string[])) }))],
    ['a cast that Spark does not have', 'argument-type', () => from(flights).select((f) => ({ x: f.day.cast(t.int()) }))],
    ['a plain value as a column', 'not-an-expression', () => from(flights).select(() => ({ x: loose('x') }))],
    ['a condition without otherwise', 'not-an-expression', () => from(flights).select((f) => ({ x: loose(F.when(f.late, 1)) }))],
    ['a window function without a window', 'not-an-expression', () => from(flights).select(() => ({ x: loose(F.rank()) }))],
    ['an unknown field', 'unknown-field', () => from(seed({ a: t.struct({ b: t.int() }) }, [])).select((r) => ({ x: loose(r.a.fields)['c'] }))],
    ['two names that differ in case only', 'duplicate-column', () => from(flights).select((f) => ({ id: f.flight, ID: f.carrier }))],
    ['a new name that differs from an old one in case only', 'duplicate-column', () => from(flights).withColumns((f) => ({ Carrier: f.flight }))],
    [
      'a group key and an aggregate of one name',
      'duplicate-column',
      () =>
        from(flights)
          .groupBy('carrier')
          .agg(() => ({ Carrier: F.count() })),
    ],
    ['no columns', 'no-columns', () => from(flights).select(() => ({}))],
    ['all columns dropped', 'no-columns', () => from(seed({ a: t.int() }, [])).drop('a')],
    ['an unknown name to drop', 'unknown-column', () => from(flights).drop(loose('dely'))],
    [
      'an unknown name to group by',
      'unknown-column',
      () =>
        from(flights)
          .groupBy(loose('dely'))
          .agg(() => ({ n: F.count() })),
    ],
    ['an unknown name to sort by', 'unknown-column', () => from(flights).orderBy(loose('dely'))],
    ['a key of only one side', 'unknown-column', () => from(flights).join(airlines, { on: loose(['day']), select: (f) => ({ day: f.day }) })],
    ['keys whose types do not meet', 'join-key-types', () => from(flights).semiJoin(seed({ carrier: t.int() }, []), { on: ['carrier'] })],
    ['a map as a join key', 'join-key-types', () => from(flights).semiJoin(flights, { on: ['labels'] })],
    [
      'a map as a group key',
      'argument-type',
      () =>
        from(flights)
          .groupBy('labels')
          .agg(() => ({ n: F.count() })),
    ],
    ['whole rows with a map', 'argument-type', () => from(flights).distinct()],
    ['a map to sort by', 'argument-type', () => from(flights).orderBy((f) => loose(f.labels))],
    ['no table', 'not-a-source', () => from(loose({}))],
    ['no table to join', 'not-a-source', () => from(flights).join(loose(undefined), { on: loose(['x']), select: loose(() => ({})) })],
    [
      'a way to join that Spark lacks',
      'invalid-option',
      () => from(flights).join(airlines, { how: loose('outer'), on: ['carrier'], select: (f) => ({ day: f.day }) }),
    ],
    ['a limit below zero', 'invalid-option', () => from(flights).limit(-1)],
    ['a seed value that does not fit', 'literal-does-not-fit', () => seed({ a: t.tinyint() }, [{ a: 300 }])],
    ['a seed value for an unknown column', 'unknown-column', () => seed({ a: t.int() }, [loose({ a: 1, b: 2 })])],
    ['NULL in a seed column that must have values', 'invalid-option', () => seed({ a: t.int().notNull() }, [{ a: 1 }, {}])],
    ['a precision beyond 38', 'invalid-option', () => from(flights).select((f) => ({ x: f.price.cast(t.decimal(39, 2)) }))],
  ])('is named: %s', (_, kind, make) => {
    expect(kindsOf(make())).toEqual([kind]);
  });
});

describe('an aggregate or a window', () => {
  const w = (f: { readonly carrier: never; readonly at: never }) => Window.partitionBy(f.carrier).orderBy(f.at);
  it.each<readonly [string, ProblemKind, () => object]>([
    ['in where', 'aggregate-not-allowed', () => from(flights).where((f) => F.sum(f.flight).gt(1))],
    ['in select', 'aggregate-not-allowed', () => from(flights).select((f) => ({ n: F.sum(f.flight) }))],
    ['in a join condition', 'aggregate-not-allowed', () => from(flights).semiJoin(airlines, { on: (f, a) => F.max(f.flight).eq(a.founded) })],
    [
      'in a group key',
      'aggregate-not-allowed',
      () =>
        from(flights)
          .groupBy((f) => ({ n: F.sum(f.flight) }))
          .agg(() => ({ c: F.count() })),
    ],
    ['in orderBy', 'aggregate-not-allowed', () => from(flights).orderBy((f) => F.sum(f.flight).asc())],
    ['in another aggregate', 'nested-aggregate', () => from(flights).agg((f) => ({ n: F.sum(F.max(f.flight)) }))],
    [
      'as a window function in orderBy',
      'window-not-allowed',
      () =>
        from(flights).orderBy((f) =>
          F.rank()
            .over(w(loose(f)))
            .desc(),
        ),
    ],
    ['as a window function in agg', 'window-not-allowed', () => from(flights).agg((f) => ({ n: F.rank().over(w(loose(f))) }))],
    ['as a window function in an aggregate', 'window-not-allowed', () => from(flights).agg((f) => ({ n: F.max(F.rank().over(w(loose(f)))) }))],
    ['as a ranking without an order', 'invalid-option', () => from(flights).select((f) => ({ n: F.rank().over(loose(Window.partitionBy(f.carrier))) }))],
    ['as a ranking with a frame', 'invalid-option', () => from(flights).select((f) => ({ n: F.rank().over(loose(w(loose(f)).rowsBetween(-1, 0))) }))],
    ['over a frame that ends before it starts', 'invalid-option', () => from(flights).select((f) => ({ n: F.count().over(w(loose(f)).rowsBetween(3, 1)) }))],
    ['over a range of text', 'invalid-option', () => from(flights).select((f) => ({ n: F.count().over(Window.orderBy(f.carrier).rangeBetween(-1, 0)) }))],
    [
      'over a range of time, ordered by a number',
      'invalid-option',
      () => from(flights).select((f) => ({ n: F.count().over(Window.orderBy(f.flight).rangeBetween(Duration.days(1), 0)) })),
    ],
    ['over no window', 'argument-type', () => from(flights).select((f) => ({ n: F.sum(f.flight).over(loose({})) }))],
  ])('is refused %s', (_, kind, make) => {
    expect(kindsOf(make())).toEqual([kind]);
  });
  it('names the bare column in agg, and its output column', () => {
    const relation = from(flights)
      .groupBy('carrier')
      .agg((f) => ({ n: F.count(), bad: f.delay.add(F.max(f.delay)) }));
    const line = here() - 1;
    expect(problemsOf(relation)).toMatchObject([{ kind: 'bare-column-in-agg', column: 'delay', name: 'bad', at: { file: HERE, line } }]);
  });
  it('may use group keys bare, computed ones too', () => {
    const relation = from(flights)
      .groupBy('carrier', (f) => ({ month: F.month(f.day) }))
      .agg((f) => ({ text: F.concat(f.carrier, '-', F.month(f.day).cast(t.string())), n: F.count() }));
    expect(kindsOf(relation)).toEqual([]);
  });
  it('may stand over a window in select and withColumns', () => {
    const relation = from(flights).withColumns((f) => ({
      place: F.rank().over(w(loose(f))),
      running: F.sum(f.delay).over(w(loose(f)).rowsBetween(Window.unboundedPreceding, 0)),
      week: F.count()
        .filter(f.late)
        .over(w(loose(f)).rangeBetween(Duration.days(7), 0)),
      mean: F.avg(f.delay).over(Window.partitionBy(f.carrier)),
    }));
    expect(kindsOf(relation)).toEqual([]);
    expect(schemaOf(relation)).toMatchObject({ place: 'int NOT NULL', running: 'double', week: 'bigint NOT NULL', mean: 'double' });
  });
});

describe('a callback', () => {
  it('must not use the row of another step', () => {
    let kept: unknown;
    const first = from(flights).select((f) => {
      kept = f;
      return { ...f };
    });
    const relation = first.where(() => (kept as { delay: { gt: (n: number) => never } }).delay.gt(1));
    const line = here() - 1;
    expect(problemsOf(relation)).toMatchObject([{ kind: 'row-outside-callback', column: 'delay', at: { file: HERE, line } }]);
  });
  it("may use the row around it in a lambda, but not keep the lambda's", () => {
    const fine = from(flights).select((f) => ({ x: F.filter(f.stops, (s) => s.eq(f.carrier)), y: F.transform(f.stops, (s) => F.concat(s, f.carrier)) }));
    expect(kindsOf(fine)).toEqual([]);
    let kept: unknown;
    const first = from(flights).select((f) => ({
      x: F.transform(f.stops, (s) => {
        kept = s;
        return s;
      }),
    }));
    expect(kindsOf(first.select(() => ({ y: loose(kept) })))).toEqual(['row-outside-callback']);
  });
  it('must use what it makes: `a && b` drops its left side', () => {
    const relation = from(flights).where((f) => f.delay.gt(15) && f.late);
    const line = here() - 1;
    expect(problemsOf(relation)).toMatchObject([{ kind: 'javascript-operator', operator: '&&', at: { file: HERE, line } }]);
  });
  it('cannot filter an aggregate that counts NULLs: what a filter keeps out is NULL', () => {
    const relation = from(flights).agg((f) => ({ top: F.approxTopK(f.carrier, 2).filter(f.late) }));
    expect(problemsOf(relation)).toMatchObject([{ kind: 'argument-type', function: 'filter', actual: 'approxTopK' }]);
  });
  it('is told of each of several dropped expressions', () => {
    const relation = from(flights).select((f) => {
      f.delay.add(1);
      F.sum(f.delay);
      return { x: f.day };
    });
    expect(problemsOf(relation).map((p) => p.kind === 'unused-expression' && p.expression)).toEqual(['add(…)', 'sum(…)']);
  });
  it('is told of the mistake only, not of what the wrong expression was made of', () => {
    expect(kindsOf(from(flights).where((f) => f.delay.add(1).eq(loose('x'))))).toEqual(['literal-does-not-fit']);
    expect(kindsOf(from(flights).select((f) => ({ x: loose(F.when(f.delay.gt(1), f.delay.add(2))) })))).toEqual(['not-an-expression']);
  });
  it('may build on a condition in steps', () => {
    const relation = from(flights).where((f) => {
      const late = f.delay.gt(15);
      const far = late.and(f.flight.gt(1));
      return far.or(f.late);
    });
    expect(kindsOf(relation)).toEqual([]);
  });
  it('is asked for where something else is given', () => {
    expect(problemsOf(from(flights).where(loose('late')))).toMatchObject([{ kind: 'invalid-option', step: 'where', option: 'condition', actual: 'string' }]);
    expect(problemsOf(from(flights).select(loose(undefined)))).toMatchObject([{ kind: 'invalid-option', step: 'select' }]);
    expect(problemsOf(from(flights).dropDuplicates(loose({ by: ['carrier'] })))).toMatchObject([
      { kind: 'invalid-option', step: 'dropDuplicates', option: 'keepFirst' },
    ]);
  });
});

describe('problems', () => {
  it('of all steps are kept, also where a step cannot be made at all', () => {
    const relation = from(flights)
      .select((f) => ({ a: loose(f)['dely'], b: f.day }))
      .where(loose(1))
      .unionByName(loose(2))
      .limit(-1);
    expect(kindsOf(relation).toSorted()).toEqual(['invalid-option', 'invalid-option', 'not-a-source', 'unknown-column']);
  });
  it('warn of columns that a spread of both sides hides, but not of the key', () => {
    const relation = from(flights).join(airlines, { on: ['carrier'], select: (f, a) => ({ ...f, ...a }) });
    expect(problemsOf(relation)).toMatchObject([{ kind: 'hidden-column', columns: ['flight'] }]);
  });
  it('are absent from a relation that uses every step rightly', () => {
    const relation = from(flights)
      .where((f) => f.delay.isNotNull().and(f.carrier.isIn(['AA', 'UA']), f.origin.like('J%')))
      .drop('labels')
      .dropDuplicates({ by: ['carrier', 'flight', 'day'], keepFirst: (f) => [f.at.desc().nullsLast(), f.delay.asc()] })
      .join(airlines, { on: ['carrier'], how: 'left', expect: 'one', hint: 'broadcast', select: (f, a) => ({ ...f, airline: a.name }) })
      .antiJoin(airlines, { on: (f, a) => f.flight.eq(a.founded) })
      .distinct()
      .groupBy('airline', (f) => ({ month: F.dateTrunc('month', f.day) }))
      .agg((f) => ({ n: F.count(), late: F.countIf(f.late), p95: F.percentile(f.delay, 0.95) }))
      .orderBy('airline', (r) => r.n.desc())
      .limit(100)
      .pipe((r) => r.withColumns((x) => ({ share: F.tryDivide(x.late, x.n) })));
    expect(kindsOf(relation)).toEqual([]);
  });
  it('do not grow with the length of a chain', () => {
    let chain = from(flights).select((f) => ({ carrier: f.carrier, n: F.lit(1) }));
    for (let i = 0; i < 2000; i++) chain = chain.select((r) => ({ ...r, n: r.n.add(1) }));
    expect(kindsOf(chain)).toEqual([]);
    expect(schemaOf(chain)).toEqual({ carrier: 'string NOT NULL', n: 'int NOT NULL' });
  });
});
