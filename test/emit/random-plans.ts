/** Random relations over two small tables. LAKEWRIGHT_SEED repeats a run. */
import { F, from, seed, t, Window } from '../../src/query/index.ts';
import type { PlanNode } from '../../src/query/plan.ts';
import { type Chance, reshapingSteps } from './random-reshape.ts';
import { planOfRelation, table } from './sources.ts';
import { FULL, random, SEED } from '../suite.ts';

export const PLANS = Number(process.env['LAKEWRIGHT_PLANS'] ?? (FULL ? 2000 : 16));
/** So many of them are run; of the others only the columns are asked for. */
export const RUNS = FULL ? 240 : 4;
const LONGEST = 7;

const a = table(
  'r.a',
  seed({ k: t.string().notNull(), n: t.int().notNull(), d: t.double(), 'a b': t.string(), at: t.date() }, [
    { k: 'x', n: 1, d: 0.5, 'a b': 'p', at: '2026-01-01' },
    { k: 'x', n: 1, d: 0.5, 'a b': 'p', at: '2026-01-01' },
    { k: 'x', n: 2, 'a b': 'q' },
    { k: 'y', n: 1, d: -4, at: '2026-01-03' },
    { k: 'y', n: 3, d: 8, 'a b': 'q', at: '2026-01-02' },
    { k: 'z', n: -7, d: 2.25, 'a b': '' },
  ]),
);
const b = table(
  'r.b',
  seed({ k: t.string(), n: t.bigint(), l: t.decimal(8, 2), select: t.boolean().notNull() }, [
    { k: 'x', n: 1n, l: 1.5, select: true },
    { k: 'y', n: 2n, select: false },
    { k: 'y', l: 3, select: true },
    { n: 4n, l: -2.25, select: false },
    { k: 'w', n: 1n, l: 0, select: true },
  ]),
);

/** The library's methods without their types: a random relation has none. */
// biome-ignore lint/suspicious/noExplicitAny: columns are only known while the test runs
type Loose = any;

class Plans {
  readonly #next: () => number;
  constructor(start: number) {
    this.#next = random(start);
  }
  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#next() * items.length)] as T;
  }
  #some<T>(items: readonly T[]): readonly T[] {
    const some = items.filter(() => this.#next() < 0.6);
    return some.length === 0 ? [this.#pick(items)] : some;
  }
  #columns(relation: Loose, kinds?: readonly string[]): readonly string[] {
    return planOfRelation(relation).schema.flatMap((c) => (kinds === undefined || kinds.includes(c.type.kind) ? [c.name] : []));
  }
  #number(row: Loose, numbers: readonly string[]): Loose {
    const column = row[this.#pick(numbers)];
    return this.#pick([
      () => column,
      () => column.add(1),
      () => F.coalesce(column, row[this.#pick(numbers)]),
      () => column.mul(row[this.#pick(numbers)].cast(t.double())),
    ])();
  }
  #condition(row: Loose, relation: Loose): Loose {
    const name = this.#pick(this.#columns(relation));
    const numbers = this.#columns(relation, ['int', 'bigint', 'double']);
    const tests = [
      () => row[name].isNotNull(),
      () => row[name].eqNullSafe(row[name]),
      ...(numbers.length === 0 ? [] : [() => row[this.#pick(numbers)].gt(0), () => row[this.#pick(numbers)].le(2).or(row[name].isNull())]),
    ];
    const test = this.#pick(tests)();
    return this.#next() < 0.3 ? test.and(this.#pick(tests)().not()) : test;
  }
  #computed(row: Loose, relation: Loose, place: number): Readonly<Record<string, Loose>> {
    const numbers = this.#columns(relation, ['int', 'bigint', 'double', 'decimal']);
    const name = this.#pick([`c${place}`, `c${place}`, this.#pick(this.#columns(relation)), 'x y']);
    if (numbers.length === 0) return { [name]: F.lit(place) };
    const window = Window.partitionBy(row[this.#pick(this.#columns(relation))]);
    return { [name]: this.#next() < 0.25 ? F.sum(row[this.#pick(numbers)]).over(window) : this.#number(row, numbers) };
  }
  #other(): Loose {
    return this.#pick<Loose>([
      from(a),
      from(b),
      from(b).where((r) => r.select),
      from(a)
        .groupBy('k')
        .agg(() => ({ n: F.count() })),
    ]);
  }
  #join(relation: Loose): Loose {
    const other = this.#other();
    const common = this.#columns(relation).filter(
      (name) => name !== 'select' && this.#columns(other).includes(name) && ['k', 'n'].includes(name) && this.#sameKind(relation, other, name),
    );
    if (common.length === 0) return relation;
    const names = this.#some(common);
    const on = this.#next() < 0.6 ? names : (l: Loose, r: Loose) => names.map((name) => l[name].eq(r[name])).reduce((x, y) => x.and(y));
    if (this.#next() < 0.35) return this.#next() < 0.5 ? relation.semiJoin(other, { on }) : relation.antiJoin(other, { on });
    const extra = this.#pick(this.#columns(other));
    return relation.join(other, {
      on,
      how: this.#pick(['inner', 'left', 'right', 'full']),
      select: (l: Loose, r: Loose) => ({ ...l, [`r ${extra}`]: r[extra] }),
    });
  }
  /** Rows that another form of the same relation has too, or lacks. */
  #set(relation: Loose): Loose {
    const columns = this.#columns(relation);
    const other = relation
      .where((row: Loose) => this.#condition(row, relation))
      .select((row: Loose) => Object.fromEntries(columns.toReversed().map((name) => [name, row[name]])));
    const all = this.#next() < 0.4;
    return this.#next() < 0.5 ? relation.intersect(other, { all }) : relation.except(other, { all });
  }
  /** A condition or a column with the value of another relation. */
  #value(relation: Loose): Loose {
    const numbers = this.#columns(relation, ['int', 'bigint', 'double', 'decimal']);
    if (numbers.length === 0) return relation;
    const other = this.#pick<Loose>([from(a), from(b), relation]);
    const candidates = this.#columns(other, ['int', 'bigint', 'double', 'decimal']);
    const one = other.agg((row: Loose) => ({ one: F.max(row[this.#pick(candidates)]) })).scalar();
    if (this.#next() < 0.5) return relation.where((row: Loose) => row[this.#pick(numbers)].lt(one));
    return relation.withColumns((row: Loose) => ({ over: row[this.#pick(numbers)].add(one) }));
  }
  #asOf(relation: Loose): Loose {
    const [columns, texts] = [this.#columns(relation, ['date']), this.#columns(relation, ['string'])];
    if (!columns.includes('at') || !texts.includes('k')) return relation;
    return relation.joinAsOf(from(a), {
      on: ['k'],
      time: (l: Loose, r: Loose) => [l.at, r.at],
      direction: this.#pick(['backward', 'forward', 'nearest']),
      select: (l: Loose, r: Loose) => ({ ...l, [this.#pick(['near', 'n'])]: r.n, 'near d': r.d }),
    });
  }
  #sameKind(left: Loose, right: Loose, name: string): boolean {
    const kind = (relation: Loose): string => planOfRelation(relation).schema.find((c) => c.name === name)?.type.kind ?? '';
    const numbers = ['int', 'bigint', 'double'];
    return kind(left) === kind(right) || (numbers.includes(kind(left)) && numbers.includes(kind(right)));
  }
  #group(relation: Loose): Loose {
    const numbers = this.#columns(relation, ['int', 'bigint', 'double', 'decimal']);
    const measures = (row: Loose): Loose => ({
      rows: F.count(),
      ...(numbers.length === 0
        ? {}
        : { most: F.max(row[this.#pick(numbers)]), good: F.count(row[this.#pick(numbers)]).filter(this.#condition(row, relation)) }),
    });
    if (this.#next() < 0.15) return relation.agg(measures);
    const keys = this.#some(this.#columns(relation)).slice(0, 2);
    const computed = this.#next() < 0.4 ? [(row: Loose) => ({ key: row[this.#pick(this.#columns(relation))].isNull() })] : [];
    return relation.groupBy(...keys.filter((k) => k !== 'rows' && k !== 'most' && k !== 'good' && k !== 'key'), ...computed).agg(measures);
  }
  readonly #chance: Chance = {
    pick: (items) => this.#pick(items),
    some: (items) => this.#some(items),
    condition: (row, relation) => this.#condition(row, relation),
  };
  #step(relation: Loose, place: number): Loose {
    const columns = this.#columns(relation);
    const steps: readonly (() => Loose)[] = [
      () => relation.where((row: Loose) => this.#condition(row, relation)),
      () => relation.where((row: Loose) => this.#condition(row, relation)),
      () =>
        relation.select((row: Loose) => ({
          ...Object.fromEntries(this.#some(columns).map((name) => [name, row[name]])),
          ...this.#computed(row, relation, place),
        })),
      () => relation.withColumns((row: Loose) => this.#computed(row, relation, place)),
      () => (columns.length < 2 ? relation : relation.drop(this.#pick(columns))),
      () => this.#join(relation),
      () => this.#join(relation),
      () => this.#group(relation),
      () => relation.distinct(),
      () => this.#set(relation),
      () => this.#value(relation),
      () => this.#asOf(relation),
      () => relation.dropDuplicates({ by: this.#some(columns).slice(0, 2), keepFirst: (row: Loose) => [row[this.#pick(columns)].desc()] }),
      () =>
        relation.unionByName(
          relation
            .where((row: Loose) => this.#condition(row, relation))
            .select((row: Loose) => Object.fromEntries(columns.toReversed().map((name) => [name, row[name]]))),
        ),
      () => relation.orderBy((row: Loose) => row[this.#pick(columns)].desc()),
      () => relation.orderBy(...columns).limit(3),
    ];
    return this.#pick([...steps, ...reshapingSteps(relation, place, this.#chance)])();
  }
  plan(): PlanNode {
    let relation: Loose = this.#next() < 0.7 ? from(a) : from(b);
    const length = 2 + Math.floor(this.#next() * LONGEST);
    for (let place = 0; place < length; place++) relation = this.#step(relation, place);
    return planOfRelation(relation);
  }
}

export const randomPlans = (): readonly PlanNode[] => {
  const plans = new Plans(SEED);
  return Array.from({ length: PLANS }, () => plans.plan());
};
