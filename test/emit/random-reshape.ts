/** Random steps that make other rows of their input's. */
import { F, t, Window } from '../../src/query/index.ts';
import { planOfRelation } from './sources.ts';

/** The library's methods without their types: a random relation has none. */
// biome-ignore lint/suspicious/noExplicitAny: columns are only known while the test runs
type Loose = any;
export interface Chance {
  readonly pick: <T>(items: readonly T[]) => T;
  /** A few of the items, at least one. */
  readonly some: <T>(items: readonly T[]) => readonly T[];
  readonly condition: (row: Loose, relation: Loose) => Loose;
}
const NUMBERS = ['int', 'bigint', 'double', 'decimal'];
const columnsOf = (relation: Loose, kinds?: readonly string[]): readonly string[] =>
  planOfRelation(relation).schema.flatMap((c) => (kinds === undefined || kinds.includes(c.type.kind) ? [c.name] : []));

const explode = (relation: Loose, place: number, { pick, condition }: Chance): Loose => {
  const numbers = columnsOf(relation, ['int', 'bigint', 'double']);
  if (numbers.length === 0) return relation;
  const items = (row: Loose): Loose => {
    const number = row[pick(numbers)];
    const array = F.array(number, number.add(1));
    return pick([
      () => array,
      () => F.filter(array, (x: Loose) => x.gt(1)),
      () => F.when(condition(row, relation), array).otherwise(F.nullOf(t.array(t.int()))),
      () => F.mapFromArrays(F.array(F.lit('a'), F.lit('b')), array),
      () => F.transform(array, (x: Loose) => F.struct({ x, 'y z': x.isNull() })),
    ])();
  };
  const name = pick([`e${place}`, 'x y', pick(columnsOf(relation))]);
  const position = pick([undefined, undefined, `p${place}`]);
  return relation.explode(name, items, { keepEmpty: pick([true, false]), ...(position === undefined ? {} : { position }) });
};

const measures =
  (relation: Loose, { pick, condition }: Chance, texts: boolean) =>
  (row: Loose): Loose => {
    const numbers = columnsOf(relation, NUMBERS);
    const strings = texts ? columnsOf(relation, ['string', 'date']) : [];
    return {
      rows: F.count(),
      ...(numbers.length === 0 ? {} : { most: F.max(row[pick(numbers)]), good: F.count(row[pick(numbers)]).filter(condition(row, relation)) }),
      ...(strings.length === 0 ? {} : { least: F.min(row[pick(strings)]), seen: F.countDistinct(row[pick(strings)]) }),
    };
  };
const MEASURES = new Set(['rows', 'most', 'good', 'least', 'seen', 'total', 'level']);
const keysOf = (relation: Loose, { some }: Chance): readonly string[] =>
  some(
    columnsOf(relation)
      .filter((name) => !MEASURES.has(name))
      .concat(columnsOf(relation).some((name) => !MEASURES.has(name)) ? [] : columnsOf(relation).slice(0, 1)),
  )
    .filter((name) => !MEASURES.has(name))
    .slice(0, 2);

const VALUES: Readonly<Record<string, readonly unknown[]>> = { string: ['x', 'y', 'p q'], int: [1, -7], bigint: [2, 1], boolean: [true, false] };
const pivot = (relation: Loose, chance: Chance): Loose => {
  const columns = planOfRelation(relation).schema.filter(({ type }) => type.kind in VALUES);
  if (columns.length === 0) return relation;
  const { name, type } = chance.pick(columns);
  // Columns of a pivot before must not meet those of this one.
  const keys = keysOf(relation, chance).filter((key) => !/_(rows|most|good|least|seen)$/.test(key));
  const computed = chance.pick([[], [], [(row: Loose) => ({ key: row[chance.pick(columnsOf(relation))].isNull() })]]).filter(() => !keys.includes('key'));
  const grouped = relation.groupBy(...keys, ...computed).pivot(name, chance.some(VALUES[type.kind] ?? []));
  if (chance.pick([true, false, false])) return grouped.agg(() => ({ rows: F.count() }));
  return grouped.agg(measures(relation, chance, chance.pick([true, false])));
};
const unpivot = (relation: Loose, place: number, { pick, some }: Chance): Loose => {
  const columns = columnsOf(relation, [pick(['int', 'bigint', 'double', 'string', 'date'])]);
  if (columns.length === 0) return relation;
  const names = { name: pick([`n${place}`, 'n m']), value: pick([`v${place}`, 'v`w']) };
  if (columnsOf(relation).some((name) => name === names.name || name === names.value)) return relation;
  return relation.unpivot({ columns: some(columns), ...names, keepNulls: pick([true, false]) });
};

const levels = (relation: Loose, chance: Chance): Loose => {
  const keys = keysOf(relation, chance);
  if (keys.length === 0) return relation;
  const computed = columnsOf(relation).includes('key') ? [] : chance.pick([[], [(row: Loose) => ({ key: row[chance.pick(columnsOf(relation))].isNull() })]]);
  const sets = chance.pick([[keys, keys.slice(1)], [keys, []], [keys], [keys.slice(0, 1), keys.slice(1), []]]);
  const grouped = chance.pick([() => relation.rollup(...keys, ...computed), () => relation.cube(...keys, ...computed), () => relation.groupingSets(...sets)])();
  return grouped.agg((row: Loose, totals: Loose) => ({
    ...measures(relation, chance, false)(row),
    total: totals.grouping(chance.pick(keys)),
    level: totals.groupingId(),
  }));
};

/** Equal rows have equal ranks, so that it does not matter which of them is which. */
const whereWindow = (relation: Loose, { pick, condition }: Chance): Loose => {
  const columns = columnsOf(relation);
  return relation.where((row: Loose) => {
    const order = columns.map((name) => row[name].desc());
    const rank = (): Loose => F.rank().over(Window.partitionBy(row[pick(columns)]).orderBy(...(order as [Loose])));
    const many = (): Loose => F.count().over(Window.partitionBy(row[pick(columns)]));
    return pick([() => rank().le(2), () => many().gt(1).and(rank().eq(1)), () => many().le(3).or(condition(row, relation))])();
  });
};

/** The steps that can follow a relation. */
export const reshapingSteps = (relation: Loose, place: number, chance: Chance): readonly (() => Loose)[] => [
  () => explode(relation, place, chance),
  () => explode(relation, place, chance),
  () => pivot(relation, chance),
  () => unpivot(relation, place, chance),
  () => levels(relation, chance),
  () => whereWindow(relation, chance),
  () => relation.sample({ fraction: 1, seed: place }),
  () => relation.orderBy(...columnsOf(relation)).limit(3, { offset: chance.pick([0, 1]) }),
];
