/** Rows drawn for the tables that a relation reads: more of them, others, or some at the place of a mistake. */
import type { PlanNode, Schema } from '../../query/plan.ts';
import { type Aim, explodedIn, joinsOf, waysOf } from './aims.ts';
import type { Chance } from './chance.ts';
import { lawful, unused } from './lawful.ts';
import { neededIn } from './needed.ts';
import { fits, originOf, poolsOf, suited } from './pools.ts';
import { type Row, UnknownRows, type Value } from './values.ts';

/** What a table may hold. */
export interface Source {
  readonly key: string;
  readonly columns: Schema;
  /** Columns that together tell its rows apart. @default none */
  readonly unique?: readonly string[];
}
/** By the key of the table. */
export type Tables = ReadonlyMap<string, readonly Row[]>;

const MOST_ROWS = 12;
const MOST_WAYS = 3;
/** How often rows that match have no other matches, as no other rows have their key. */
const ALONE = 0.15;
/** Arrays of each length that matters where they are exploded. */
const ARRAYS: readonly Value[] = [null, [], [null], [null, null]];

export class Drawer {
  readonly #sources: readonly Source[];
  readonly #chance: Chance;
  readonly #pools: ReturnType<typeof poolsOf>;
  readonly #plan: PlanNode;
  readonly #needed: ReadonlySet<string>;
  #joins: ReturnType<typeof joinsOf> | undefined;
  #ways: ReturnType<typeof waysOf> | undefined;
  #exploded: ReturnType<typeof explodedIn> | undefined;
  constructor(plan: PlanNode, sources: readonly Source[], chance: Chance) {
    this.#sources = sources;
    this.#chance = chance;
    this.#pools = poolsOf(plan);
    this.#plan = plan;
    this.#needed = neededIn(plan);
  }
  /** One of the values of a column that are worth trying. */
  value(key: string, { name, type, nullable }: Schema[number]): Value {
    // Values that make no difference would only hide those that do.
    if (nullable && !this.#needed.has(originOf(key, name))) return null;
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
      columns.map((column) => [column.name, model && this.#chance.next() >= share ? (model.get(column.name) ?? null) : this.value(key, column)] as const),
    );
  }
  /** These rows as the tables may hold them. */
  lawful(tables: Tables): Tables {
    return lawful(tables, this.#sources, this.#needed);
  }
  /** A row for each time that a table is read, and this many more. */
  first(more: number): Tables {
    this.#ways ??= waysOf(this.#plan);
    const count = (key: string): number => Math.min(MOST_WAYS, this.#ways?.get(key) ?? 0) + more;
    return this.lawful(new Map(this.#sources.map((source) => [source.key, Array.from({ length: count(source.key) }, () => this.#row(source, []))] as const)));
  }
  oneOf(aims: readonly Aim[]): Aim | undefined {
    return aims.length > 0 ? this.#chance.pick(aims) : undefined;
  }
  /** These rows and one or more others. */
  more(tables: Tables): Tables {
    const made = new Map(tables);
    const sure = this.#chance.pick(this.#sources);
    for (const source of this.#sources) {
      const rows = made.get(source.key) ?? [];
      if (rows.length < MOST_ROWS && (source === sure || this.#chance.next() < 0.4)) made.set(source.key, [...rows, this.#row(source, rows)]);
    }
    return this.lawful(made);
  }
  /** These rows with other values in one of them. */
  turned(tables: Tables): Tables {
    const source = this.#chance.pick(this.#sources);
    const rows = tables.get(source.key) ?? [];
    if (rows.length === 0) return this.more(tables);
    const at = Math.floor(this.#chance.next() * rows.length);
    return this.lawful(new Map(tables).set(source.key, rows.with(at, this.#row(source, [rows[at] as Row], 1))));
  }
  /** These rows and one more, much like an existing one, and others that match it. */
  paired(tables: Tables): Tables {
    const source = this.#chance.pick(this.#sources);
    const rows = tables.get(source.key) ?? [];
    if (rows.length === 0 || rows.length >= MOST_ROWS) return this.turned(tables);
    const made = new Map(tables);
    this.#pair(made, source, new Map(this.#row(source, rows, 1)));
    return this.lawful(made);
  }
  /** These rows, one of which matches a different one than before. */
  rewired(tables: Tables): Tables {
    const joins = this.#allJoins().flat();
    const columns = joins.length === 0 ? [] : this.#columnsOf(this.#chance.pick(joins)).filter(([key]) => (tables.get(key) ?? []).length > 0);
    if (columns.length < 2) return this.turned(tables);
    const [key, { name, type, nullable }] = this.#chance.pick(columns);
    const [other, { name: theirs }] = this.#chance.pick(columns);
    const rows = tables.get(key) ?? [];
    const value = this.#chance.pick(tables.get(other) ?? []).get(theirs) ?? null;
    if (value === null ? !nullable : !fits(value, type)) return this.turned(tables);
    const at = Math.floor(this.#chance.next() * rows.length);
    return this.lawful(new Map(tables).set(key, rows.with(at, new Map(rows[at] as Row).set(name, value))));
  }
  #allJoins(): ReturnType<typeof joinsOf> {
    this.#joins ??= joinsOf(this.#plan);
    return this.#joins;
  }
  /** The columns of tables that are these origins. */
  #columnsOf(origins: ReadonlySet<string>): readonly (readonly [string, Schema[number]])[] {
    return this.#sources.flatMap(({ key, columns }) => columns.filter(({ name }) => origins.has(originOf(key, name))).map((column) => [key, column] as const));
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
        // Next to a value at the limit, the others add nothing to it.
        const picked = values.includes(0) && originOf(source.key, name) !== whole ? 0 : this.#chance.pick(values);
        const [value] = picked === null ? (nullable ? [null] : []) : suited([picked], type);
        if (value !== undefined) row.set(name, value);
      }
      if (rows.length > 0 && (stays || rows.length >= MOST_ROWS)) made.set(source.key, rows.with(at, row));
      else this.#pair(made, source, row);
    }
    return this.lawful(made);
  }
  /** Adds a row with keys of its own, and to the tables that it is joined with rows of these keys. */
  #pair(made: Map<string, readonly Row[]>, source: Source, row: Map<string, Value>): void {
    const keys = new Map<string, Map<string, Value>>();
    const joins = this.#allJoins().filter((names) => names.some((origins) => source.columns.some(({ name }) => origins.has(originOf(source.key, name)))));
    for (const origins of joins.length > 0 ? this.#chance.pick(joins) : []) {
      const columns = this.#columnsOf(origins);
      const [first] = columns;
      const apart = columns.find(([key, { name }]) =>
        this.#sources.some(({ key: own, unique = [] }) => own === key && unique.length === 1 && unique[0] === name),
      );
      const fresh = apart ?? (this.#chance.next() < ALONE ? first : undefined);
      const value = fresh ? unused(fresh[1], made.get(fresh[0]) ?? []) : first && this.value(...first);
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
