import type { PlanNode } from './plan.ts';
import { offerRelation } from './source.ts';
import { drop, select, withColumns } from './steps/columns.ts';
import { explode } from './steps/explode.ts';
import { type Keys, aggregate, groupKeys } from './steps/group.ts';
import { dropDuplicatesWithinWatermark, streamJoin, timeKeyProblems, withWatermark } from './steps/stream.ts';
import { where } from './steps/where.ts';

/** The one class behind `Stream`: the steps of a relation that can be done as rows arrive, and those that need time. */
export class StreamBuilder {
  readonly #plan: PlanNode;
  constructor(plan: PlanNode) {
    this.#plan = plan;
    offerRelation(this, plan);
    Object.freeze(this);
  }
  where(condition: unknown): StreamBuilder {
    return new StreamBuilder(where(this.#plan, condition));
  }
  select(columns: unknown): StreamBuilder {
    return new StreamBuilder(select(this.#plan, columns));
  }
  withColumns(columns: unknown): StreamBuilder {
    return new StreamBuilder(withColumns(this.#plan, columns));
  }
  drop(...names: readonly unknown[]): StreamBuilder {
    return new StreamBuilder(drop(this.#plan, names));
  }
  explode(name: unknown, items: unknown, o?: unknown): StreamBuilder {
    return new StreamBuilder(explode(this.#plan, name, items, o));
  }
  join(other: unknown, o: unknown): StreamBuilder {
    return new StreamBuilder(streamJoin(this.#plan, other, o));
  }
  withWatermark(column: unknown, delay: unknown): StreamBuilder {
    return new StreamBuilder(withWatermark(this.#plan, column, delay));
  }
  dropDuplicatesWithinWatermark(by: unknown): StreamBuilder {
    return new StreamBuilder(dropDuplicatesWithinWatermark(this.#plan, by));
  }
  groupBy(keys: unknown): StreamGroupBuilder {
    const made = groupKeys(this.#plan, [keys]);
    return new StreamGroupBuilder(this.#plan, { keys: made.keys, problems: [...made.problems, ...timeKeyProblems(this.#plan, made.keys)] });
  }
  pipe<R>(step: (input: StreamBuilder) => R): R {
    return step(this);
  }
}

/** Behind `GroupedStream`. */
class StreamGroupBuilder {
  readonly #input: PlanNode;
  readonly #keys: Keys;
  constructor(input: PlanNode, keys: Keys) {
    this.#input = input;
    this.#keys = keys;
    Object.freeze(this);
  }
  agg(columns: unknown): StreamBuilder {
    return new StreamBuilder(aggregate(this.#input, this.#keys, columns));
  }
}
