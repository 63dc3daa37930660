import type { PlanNode } from './plan.ts';
import { offerRelation } from './source.ts';
import { drop, select, withColumns } from './steps/columns.ts';
import { distinct, dropDuplicates } from './steps/deduplicate.ts';
import { type Keys, NO_KEYS, aggregate, groupKeys } from './steps/group.ts';
import { crossJoin, filterJoin, join } from './steps/join.ts';
import { orderBy } from './steps/sort.ts';
import { unionByName } from './steps/union.ts';
import { limit, where } from './steps/where.ts';

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
  unionByName(other: unknown): RelationBuilder {
    return new RelationBuilder(unionByName(this.#plan, other));
  }
  join(other: unknown, o: unknown): RelationBuilder {
    return new RelationBuilder(join(this.#plan, other, o));
  }
  crossJoin(other: unknown, o: unknown): RelationBuilder {
    return new RelationBuilder(crossJoin(this.#plan, other, o));
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
  agg(columns: unknown): RelationBuilder {
    return new RelationBuilder(aggregate(this.#plan, NO_KEYS, columns));
  }
  orderBy(...keys: readonly unknown[]): RelationBuilder {
    return new RelationBuilder(orderBy(this.#plan, keys));
  }
  limit(rows: unknown): RelationBuilder {
    return new RelationBuilder(limit(this.#plan, rows));
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
}
