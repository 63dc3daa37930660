/** Rows for the tables that a relation reads, which reach its branches, and the rows that it makes of them. */
import type { PlanNode, Schema } from '../../query/plan.ts';
import { stepsOf } from '../../query/plan.ts';
import { type Aim, aimsOf, explodedIn, joinsOf } from './aims.ts';
import { Chance } from './chance.ts';
import { planChanges } from './changes.ts';
import type { World } from './interpret.ts';
import { rowsOf } from './interpret.ts';
import { fits, originOf, poolsOf } from './pools.ts';
import { familyOf, isKnown, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';

export interface Example {
  /** By the key of the table. */
  readonly tables: ReadonlyMap<string, readonly Row[]>;
  /** The columns whose values are known. */
  readonly columns: Schema;
  readonly rows: readonly Row[];
}
/** What a table may hold. */
export interface Source {
  readonly key: string;
  readonly columns: Schema;
}
/** Arrays of each length that matters where they are exploded. */
const ARRAYS: readonly Value[] = [null, [], [null], [null, null]];
type Tables = ReadonlyMap<string, readonly Row[]>;

const MOST_STEPS = 60;
const MOST_ROWS = 12;
const MOST_CHANGES = 150;
/** With fewer draws, rows reach branches, but are not asked which mistakes they uncover. */
const THOROUGH = 25;
/** So many draws in a row may show nothing new. */
const PATIENCE = 150;
/** Fewer draws where many tables share the time. */
export const drawsFor = (tables: number): number => Math.max(3, Math.min(500, Math.floor(9000 / tables)));

class Drawer {
  readonly #sources: readonly Source[];
  readonly #chance: Chance;
  readonly #pools: ReturnType<typeof poolsOf>;
  readonly #joins: ReturnType<typeof joinsOf>;
  readonly #exploded: ReturnType<typeof explodedIn>;
  constructor(plan: PlanNode, sources: readonly Source[], chance: Chance) {
    this.#sources = sources;
    this.#chance = chance;
    this.#pools = poolsOf(plan);
    this.#joins = joinsOf(plan);
    this.#exploded = explodedIn(plan);
  }
  #value(key: string, { name, type, nullable }: Schema[number]): Value {
    if (this.#exploded.has(originOf(key, name)) && type.kind === 'array' && type.containsNull) return this.#chance.pick(nullable ? ARRAYS : ARRAYS.slice(1));
    const { near, usual } = this.#pools(originOf(key, name), type);
    if (nullable && (usual.length === 0 || this.#chance.next() < 0.12)) return null;
    if (usual.length === 0) throw new UnknownRows();
    return this.#chance.pick(near.length > 0 && this.#chance.next() < 0.75 ? near : usual);
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
    const joins = this.#joins.filter((names) => names.some((origins) => source.columns.some(({ name }) => origins.has(originOf(source.key, name)))));
    for (const origins of joins.length > 0 ? this.#chance.pick(joins) : []) {
      const columns = this.#sources.flatMap(({ key, columns: all }) =>
        all.filter(({ name }) => origins.has(originOf(key, name))).map((column) => [key, column] as const),
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

const textOf = (rows: readonly Row[], names: readonly string[]): string =>
  JSON.stringify(rows.map((row) => JSON.stringify(names.map((name) => (row.get(name) === UNKNOWN ? '?' : (row.get(name) ?? null))))).toSorted());

/** What rows show: the branches they reach, and the mistakes that they would uncover. */
class Judge {
  readonly #plan: PlanNode;
  readonly #ids = new Map<object, number>();
  readonly #changes: ReturnType<typeof planChanges>;
  readonly #aims: ReadonlyMap<object, Aim>;
  constructor(plan: PlanNode, thorough: boolean) {
    this.#plan = plan;
    this.#aims = thorough ? aimsOf(plan) : new Map();
    this.#changes = thorough ? planChanges(plan).slice(0, MOST_CHANGES) : [];
  }
  #id(node: object): number {
    const id = this.#ids.get(node) ?? this.#ids.size;
    this.#ids.set(node, id);
    return id;
  }
  /** Where to look for what is not shown yet. */
  aims(shown: ReadonlySet<string>): readonly Aim[] {
    return this.#changes.flatMap(({ target }, i) => (shown.has(changeKey(i)) ? [] : (this.#aims.get(target) ?? [])));
  }
  /** Undefined where the rows will not do. */
  run(tables: Tables, known: ReadonlySet<string>): { readonly rows: readonly Row[]; readonly shown: ReadonlySet<string> } | undefined {
    const shown = new Set<string>();
    const seen: World['seen'] = (node, outcome) => shown.add(`${this.#id(node)}:${outcome}`);
    const rows = attempt(() => rowsOf(this.#plan, { tables, seen }));
    if (!rows) return undefined;
    const names = this.#plan.schema.map(({ name }) => name).filter((name) => !rows.some((row) => row.get(name) === UNKNOWN));
    if (rows.length > 0) shown.add(rows.length > 1 ? 'rows' : 'a row');
    const text = textOf(rows, names);
    for (const [i, change] of this.#changes.entries()) {
      const key = changeKey(i);
      if (known.has(key)) continue;
      const others = attempt(() => rowsOf(this.#plan, { tables, change }));
      if (!others || textOf(others, names) !== text) shown.add(key);
    }
    return { rows, shown };
  }
}
const changeKey = (i: number): string => `change ${i}`;
const attempt = (run: () => readonly Row[]): readonly Row[] | undefined => {
  try {
    return run();
  } catch (error) {
    if (error instanceof UnfitRows) return undefined;
    throw error;
  }
};

/** Undefined where Spark alone can tell what the relation makes of rows. */
export const planExample = (plan: PlanNode, sources: readonly Source[], name: string, draws: number): Example | undefined => {
  if (sources.length === 0 || stepsOf(plan).length > MOST_STEPS) return undefined;
  try {
    return search(plan, sources, name, draws);
  } catch (error) {
    if (error instanceof UnknownRows) return undefined;
    throw error;
  }
};
const NOTHING: ReadonlySet<string> = new Set();
const search = (plan: PlanNode, sources: readonly Source[], name: string, draws: number): Example | undefined => {
  const drawer = new Drawer(plan, sources, new Chance(name));
  const judge = new Judge(plan, draws >= THOROUGH);
  let tables: Tables = new Map(sources.map(({ key }) => [key, []] as const));
  let best = judge.run(tables, NOTHING);
  let aims = judge.aims(best?.shown ?? NOTHING);
  let idle = 0;
  for (let draw = 0; draw < draws && idle < PATIENCE; draw++) {
    const aim = draw % 2 === 1 ? drawer.oneOf(aims) : undefined;
    const tried = aim ? drawer.at(tables, aim) : idle % 3 === 2 ? drawer.turned(tables) : drawer.more(tables);
    idle++;
    // What is shown already is asked again only where something new is.
    const news = judge.run(tried, best?.shown ?? NOTHING);
    if (!news || ![...news.shown].some((key) => !best?.shown.has(key))) continue;
    const all = judge.run(tried, NOTHING);
    if (!all || all.shown.size <= (best?.shown.size ?? 0)) continue;
    tables = tried;
    best = all;
    aims = judge.aims(all.shown);
    idle = 0;
  }
  if (!best) return undefined;
  const { rows } = best;
  const columns = plan.schema.filter(({ name: column, type }) => familyOf(type) && rows.every((row) => isKnown(row.get(column) ?? null)));
  return columns.length === 0 || ![...tables.values()].some((some) => some.length > 0) ? undefined : { tables, columns, rows };
};
