/** Rows drawn for the tables that a relation reads: more of them, others, or some at the place of a mistake. */
import type { PlanNode, Schema } from '../../query/plan.ts';
import { type Aim, explodedIn, joinsOf } from './aims.ts';
import type { Chance } from './chance.ts';
import { fits, originOf, poolsOf } from './pools.ts';
import { type Row, UnknownRows, type Value } from './values.ts';

/** What a table may hold. */
export interface Source {
  readonly key: string;
  readonly columns: Schema;
}
/** By the key of the table. */
export type Tables = ReadonlyMap<string, readonly Row[]>;

const MOST_ROWS = 12;
/** Arrays of each length that matters where they are exploded. */
const ARRAYS: readonly Value[] = [null, [], [null], [null, null]];

export class Drawer {
  readonly #sources: readonly Source[];
  readonly #chance: Chance;
  readonly #pools: ReturnType<typeof poolsOf>;
  readonly #plan: PlanNode;
  #joins: ReturnType<typeof joinsOf> | undefined;
  #exploded: ReturnType<typeof explodedIn> | undefined;
  constructor(plan: PlanNode, sources: readonly Source[], chance: Chance) {
    this.#sources = sources;
    this.#chance = chance;
    this.#pools = poolsOf(plan);
    this.#plan = plan;
  }
  #value(key: string, { name, type, nullable }: Schema[number]): Value {
    if (type.kind === 'array' && type.containsNull && this.#isExploded(originOf(key, name))) return this.#chance.pick(nullable ? ARRAYS : ARRAYS.slice(1));
    const { near, usual } = this.#pools(originOf(key, name), type);
    if (nullable && (usual.length === 0 || this.#chance.next() < 0.12)) return null;
    if (usual.length === 0) throw new UnknownRows();
    return this.#chance.pick(near.length > 0 && this.#chance.next() < 0.75 ? near : usual);
  }
  #isExploded(origin: string): boolean {
    this.#exploded ??= explodedIn(this.#plan);
    return this.#exploded.has(origin);
  }
  #row({ key, columns }: Source, like: readonly Row[], likely = 0.5): Row {
    const model = like.length > 0 && this.#chance.next() < likely ? this.#chance.pick(like) : undefined;
    const share = 1.5 / columns.length;
    return new Map(
      columns.map((column) => [column.name, model && this.#chance.next() >= share ? (model.get(column.name) ?? null) : this.#value(key, column)] as const),
    );
  }
  oneOf(aims: readonly Aim[]): Aim | undefined {
    return aims.length > 0 ? this.#chance.pick(aims) : undefined;
  }
  /** These rows with one or more. */
  more(tables: Tables): Tables {
    const made = new Map(tables);
    const sure = this.#chance.pick(this.#sources);
    for (const source of this.#sources) {
      const rows = made.get(source.key) ?? [];
      if (rows.length < MOST_ROWS && (source === sure || this.#chance.next() < 0.4)) made.set(source.key, [...rows, this.#row(source, rows)]);
    }
    return made;
  }
  /** These rows with other values in one of them. */
  turned(tables: Tables): Tables {
    const source = this.#chance.pick(this.#sources);
    const rows = tables.get(source.key) ?? [];
    if (rows.length === 0) return this.more(tables);
    const at = Math.floor(this.#chance.next() * rows.length);
    return new Map(tables).set(source.key, rows.with(at, this.#row(source, [rows[at] as Row], 1)));
  }
  /** These rows with values at a limit, in rows that are there or in others like them. */
  at(tables: Tables, { origins, values }: Aim): Tables {
    const made = new Map(tables);
    const whole = this.#chance.pick(origins);
    const stays = this.#chance.next() < 0.5;
    for (const source of this.#sources) {
      const own = source.columns.filter(({ name }) => origins.includes(originOf(source.key, name)));
      if (own.length === 0) continue;
      const rows = made.get(source.key) ?? [];
      const at = Math.floor(this.#chance.next() * rows.length);
      const row = new Map(rows[at] ?? this.#row(source, []));
      for (const { name, type, nullable } of own) {
        // Beside a value at the limit, the others add nothing to it.
        const value = values.includes(0) && originOf(source.key, name) !== whole ? 0 : this.#chance.pick(values);
        if (value === null ? nullable : fits(value, type)) row.set(name, value);
      }
      if (rows.length > 0 && (stays || rows.length >= MOST_ROWS)) made.set(source.key, rows.with(at, row));
      else this.#pair(made, source, row);
    }
    return made;
  }
  /** Adds a row with keys of its own, and to the tables that it is joined with rows of these keys. */
  #pair(made: Map<string, readonly Row[]>, source: Source, row: Map<string, Value>): void {
    const keys = new Map<string, Map<string, Value>>();
    this.#joins ??= joinsOf(this.#plan);
    const joins = this.#joins.filter((names) => names.some((origins) => source.columns.some(({ name }) => origins.has(originOf(source.key, name)))));
    for (const origins of joins.length > 0 ? this.#chance.pick(joins) : []) {
      const columns = this.#sources.flatMap(({ key, columns: own }) =>
        own.filter(({ name }) => origins.has(originOf(key, name))).map((column) => [key, column] as const),
      );
      const [first] = columns;
      const value = first && this.#value(...first);
      for (const [key, { name, type }] of columns) {
        if (value !== undefined && value !== null && fits(value, type)) keys.set(key, (keys.get(key) ?? new Map<string, Value>()).set(name, value));
      }
    }
    for (const [name, value] of keys.get(source.key) ?? []) row.set(name, value);
    made.set(source.key, [...(made.get(source.key) ?? []), row]);
    for (const other of this.#sources) {
      const own = keys.get(other.key);
      const rows = made.get(other.key) ?? [];
      if (own && other.key !== source.key && rows.length < MOST_ROWS && this.#chance.next() < 0.8)
        made.set(other.key, [...rows, new Map([...(rows.length > 0 ? this.#chance.pick(rows) : this.#row(other, [])), ...own])]);
    }
  }
}
