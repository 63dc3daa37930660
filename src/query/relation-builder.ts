import { type Expression, make } from './expression.ts';
import type { PlanNode } from './plan.ts';
import { offerRelation } from './source.ts';
import { joinAsOf } from './steps/as-of.ts';
import { drop, select, withColumns } from './steps/columns.ts';
import { distinct, dropDuplicates } from './steps/deduplicate.ts';
import { type Keys, NO_KEYS, aggregate, groupKeys } from './steps/group.ts';
import { crossJoin, filterJoin, join } from './steps/join.ts';
import { scalarNode } from './steps/scalar.ts';
import { setOperation } from './steps/set.ts';
import { type Levels, groupingSets, levelsOf, levelsOfSets } from './steps/grouping-sets.ts';
import { type PivotOn, pivot, pivotOn } from './steps/pivot.ts';
import { explode } from './steps/explode.ts';
import { unpivot } from './steps/unpivot.ts';
import { orderBy } from './steps/sort.ts';
import { unionByName } from './steps/union.ts';
import { limit, sample, where } from './steps/where.ts';

/** The one class behind `Relation`: every step checks what it was given and adds a frozen plan node. */
export class RelationBuilder {
  readonly #plan: PlanNode;
  constructor(plan: PlanNode) {
    this.#plan = plan;
    offerRelation(this, plan);
    Object.freeze(this);
  }
  where(condition: unknown): RelationBuilder {
    return new RelationBuilder(where(this.#plan, condition));
  }
  select(columns: unknown): RelationBuilder {
    return new RelationBuilder(select(this.#plan, columns));
  }
  withColumns(columns: unknown): RelationBuilder {
    return new RelationBuilder(withColumns(this.#plan, columns));
  }
  drop(...names: readonly unknown[]): RelationBuilder {
    return new RelationBuilder(drop(this.#plan, names));
  }
  distinct(): RelationBuilder {
    return new RelationBuilder(distinct(this.#plan));
  }
  dropDuplicates(o: unknown): RelationBuilder {
    return new RelationBuilder(dropDuplicates(this.#plan, o));
  }
  unionByName(other: unknown, o?: unknown): RelationBuilder {
    return new RelationBuilder(unionByName(this.#plan, other, o));
  }
  intersect(other: unknown, o?: unknown): RelationBuilder {
    return new RelationBuilder(setOperation('intersect', this.#plan, other, o));
  }
  except(other: unknown, o?: unknown): RelationBuilder {
    return new RelationBuilder(setOperation('except', this.#plan, other, o));
  }
  join(other: unknown, o: unknown): RelationBuilder {
    return new RelationBuilder(join(this.#plan, other, o));
  }
  crossJoin(other: unknown, o: unknown): RelationBuilder {
    return new RelationBuilder(crossJoin(this.#plan, other, o));
  }
  joinAsOf(other: unknown, o: unknown): RelationBuilder {
    return new RelationBuilder(joinAsOf(this.#plan, other, o));
  }
  semiJoin(other: unknown, o: unknown): RelationBuilder {
    return new RelationBuilder(filterJoin('semiJoin', this.#plan, other, o));
  }
  antiJoin(other: unknown, o: unknown): RelationBuilder {
    return new RelationBuilder(filterJoin('antiJoin', this.#plan, other, o));
  }
  groupBy(...keys: readonly unknown[]): GroupBuilder {
    return new GroupBuilder(this.#plan, groupKeys(this.#plan, keys));
  }
  rollup(...keys: readonly unknown[]): LevelsBuilder {
    return new LevelsBuilder(levelsOf('rollup', this.#plan, keys));
  }
  cube(...keys: readonly unknown[]): LevelsBuilder {
    return new LevelsBuilder(levelsOf('cube', this.#plan, keys));
  }
  groupingSets(...sets: readonly unknown[]): LevelsBuilder {
    return new LevelsBuilder(levelsOfSets(this.#plan, sets));
  }
  agg(columns: unknown): RelationBuilder {
    return new RelationBuilder(aggregate(this.#plan, NO_KEYS, columns));
  }
  orderBy(...keys: readonly unknown[]): RelationBuilder {
    return new RelationBuilder(orderBy(this.#plan, keys));
  }
  limit(rows: unknown, o?: unknown): RelationBuilder {
    return new RelationBuilder(limit(this.#plan, rows, o));
  }
  sample(o: unknown): RelationBuilder {
    return new RelationBuilder(sample(this.#plan, o));
  }
  explode(name: unknown, items: unknown, o?: unknown): RelationBuilder {
    return new RelationBuilder(explode(this.#plan, name, items, o));
  }
  unpivot(o: unknown): RelationBuilder {
    return new RelationBuilder(unpivot(this.#plan, o));
  }
  scalar(): Expression {
    return make(scalarNode(this.#plan));
  }
  pipe<R>(step: (input: RelationBuilder) => R): R {
    return step(this);
  }
}

/** Behind `Grouped`. */
class GroupBuilder {
  readonly #input: PlanNode;
  readonly #keys: Keys;
  constructor(input: PlanNode, keys: Keys) {
    this.#input = input;
    this.#keys = keys;
    Object.freeze(this);
  }
  agg(columns: unknown): RelationBuilder {
    return new RelationBuilder(aggregate(this.#input, this.#keys, columns));
  }
  pivot(column: unknown, values: unknown): PivotBuilder {
    return new PivotBuilder(this.#input, this.#keys, pivotOn(this.#input, column, values));
  }
}

/** Behind `Pivoted`. */
class PivotBuilder {
  readonly #input: PlanNode;
  readonly #keys: Keys;
  readonly #on: PivotOn;
  constructor(input: PlanNode, keys: Keys, on: PivotOn) {
    this.#input = input;
    this.#keys = keys;
    this.#on = on;
    Object.freeze(this);
  }
  agg(columns: unknown): RelationBuilder {
    return new RelationBuilder(pivot(this.#input, this.#keys, this.#on, columns));
  }
}

/** Behind `GroupedSets`. */
class LevelsBuilder {
  readonly #levels: Levels;
  constructor(levels: Levels) {
    this.#levels = levels;
    Object.freeze(this);
  }
  agg(columns: unknown): RelationBuilder {
    return new RelationBuilder(groupingSets(this.#levels, columns));
  }
}
