/** Rows for the tables that a relation reads, which reach its branches, and the rows that it makes from them. */
import type { PlanNode, Schema } from '../../query/plan.ts';
import { stepsOf } from '../../query/plan.ts';
import { affectedIn } from './affected.ts';
import { type Aim, aimsOf } from './aims.ts';
import { Chance } from './chance.ts';
import { planChanges } from './changes.ts';
import { Drawer, type Source, type Tables } from './draws.ts';
import { rowsOf } from './interpret.ts';
import { reachingRows } from './reach.ts';
import { familyOf, isKnown, type Row, UNKNOWN, UnfitRows, UnknownRows, unless } from './values.ts';
import type { World } from './work.ts';

export interface Example {
  /** By the key of the table. */
  readonly tables: ReadonlyMap<string, readonly Row[]>;
  /** The columns whose values are known. */
  readonly columns: Schema;
  readonly rows: readonly Row[];
}

const MOST_STEPS = 60;
const MOST_CHANGES = 150;
const ASKED_AT_ONCE = 8;
/** With fewer draws, rows reach branches, but are not asked which mistakes they uncover. */
const THOROUGH = 25;
/** How many draws in a row may show nothing new. */
const PATIENCE = 150;
/** And how many more if it is known where to look. */
const PERSISTENCE = 300;
/** How often rows are repaired until some get through; less often with few draws. */
const MOST_MENDS = 1500;
/** Fewer draws if many tables share the time. */
export const drawsFor = (tables: number): number => Math.max(3, Math.min(700, Math.floor(10_000 / tables)));

const textOf = (rows: readonly Row[], names: readonly string[]): string =>
  JSON.stringify(rows.map((row) => JSON.stringify(names.map((name) => (row.get(name) === UNKNOWN ? '?' : (row.get(name) ?? null))))).toSorted());

/** The mistakes to be uncovered, each with the steps whose rows it can change. */
const changesOf = (plan: PlanNode) => {
  const affected = affectedIn(plan);
  return planChanges(plan)
    .slice(0, MOST_CHANGES)
    .map((change) => ({ ...change, affected: affected(change.target) }));
};

interface Judged {
  readonly rows: readonly Row[];
  readonly shown: ReadonlySet<string>;
  /** How many steps make rows. */
  readonly reached: number;
}
/** What rows show: the branches they reach, and the mistakes that they would uncover. */
class Judge {
  readonly #plan: PlanNode;
  readonly #ids = new Map<object, number>();
  readonly #changes: ReturnType<typeof changesOf>;
  readonly #aims: ReadonlyMap<object, Aim>;
  #turn = 0;
  constructor(plan: PlanNode, thorough: boolean) {
    this.#plan = plan;
    this.#aims = thorough ? aimsOf(plan) : new Map();
    this.#changes = thorough ? changesOf(plan) : [];
  }
  #id(node: object): number {
    const id = this.#ids.get(node) ?? this.#ids.size;
    this.#ids.set(node, id);
    return id;
  }
  /** Where to look for what has not been shown yet. */
  aims(shown: ReadonlySet<string>): readonly Aim[] {
    return this.#changes.flatMap(({ target }, i) => (shown.has(changeKey(i)) ? [] : (this.#aims.get(target) ?? [])));
  }
  /** Whether a mistake gives other rows than the right ones, or fails; if only Spark can tell, it does not. */
  #isUncovered(changed: () => readonly Row[], names: readonly string[], right: string): boolean {
    const others = unless(UnknownRows, () => unless(UnfitRows, () => textOf(changed(), names)) ?? 'fails');
    return others !== undefined && others !== right;
  }
  /** A few in turn: those that no rows show would take all the time. */
  #some<T>(open: readonly T[]): readonly T[] {
    if (open.length <= ASKED_AT_ONCE) return open;
    this.#turn = (this.#turn + ASKED_AT_ONCE) % open.length;
    return [...open.slice(this.#turn), ...open.slice(0, this.#turn)].slice(0, ASKED_AT_ONCE);
  }
  /** Undefined if the rows will not do. */
  run(tables: Tables, known: ReadonlySet<string>): Judged | undefined {
    const shown = new Set<string>();
    const seen: World['seen'] = (node, outcome) => shown.add(`${this.#id(node)}:${outcome}`);
    const kept = new Map<PlanNode, readonly Row[]>();
    const rows = unless(UnfitRows, () => rowsOf(this.#plan, { tables, seen, keep: (step, made) => kept.set(step, made) }));
    if (!rows) return undefined;
    const names = this.#plan.schema.map(({ name }) => name).filter((name) => !rows.some((row) => row.get(name) === UNKNOWN));
    if (rows.length > 0) shown.add(rows.length > 1 ? 'rows' : 'a row');
    const text = textOf(rows, names);
    const open = [...this.#changes.entries()].filter(([i]) => !known.has(changeKey(i)));
    for (const [i, change] of known.size === 0 ? open : this.#some(open)) {
      const key = changeKey(i);
      const { affected } = change;
      const asBefore = (step: PlanNode): readonly Row[] | undefined => (affected && !affected.has(step) ? kept.get(step) : undefined);
      if (this.#isUncovered(() => rowsOf(this.#plan, { tables, change, known: asBefore }), names, text)) shown.add(key);
    }
    return { rows, shown, reached: [...kept.values()].filter((own) => own.length > 0).length };
  }
}
const changeKey = (i: number): string => `change ${i}`;

/** Undefined if only Spark can tell what the relation makes from the rows. */
export const planExample = (plan: PlanNode, sources: readonly Source[], name: string, draws: number): Example | undefined => {
  if (sources.length === 0 || stepsOf(plan).length > MOST_STEPS) return undefined;
  return unless(UnknownRows, () => search(plan, sources, name, draws));
};
const NOTHING: ReadonlySet<string> = new Set();
const search = (plan: PlanNode, sources: readonly Source[], name: string, draws: number): Example | undefined => {
  const chance = new Chance(name);
  const drawer = new Drawer(plan, sources, chance);
  const judge = new Judge(plan, draws >= THOROUGH);
  let tables: Tables = reachingRows(plan, sources, drawer, chance, Math.min(MOST_MENDS, draws * 5)) ?? new Map(sources.map(({ key }) => [key, []] as const));
  let best = judge.run(tables, NOTHING);
  let aims = judge.aims(best?.shown ?? NOTHING);
  let idle = 0;
  for (let draw = 0; draw < draws && idle < (aims.length > 0 ? PERSISTENCE : PATIENCE); draw++) {
    const aim = draw % 2 === 1 ? drawer.oneOf(aims) : undefined;
    const tried = aim ? drawer.at(tables, aim) : idle % 3 === 2 ? drawer.turned(tables) : drawer.more(tables);
    idle++;
    // What has been shown is asked again only if there is something new.
    const news = judge.run(tried, best?.shown ?? NOTHING);
    if (!news || ![...news.shown].some((key) => !best?.shown.has(key))) continue;
    const all = judge.run(tried, NOTHING);
    if (!all || all.shown.size <= (best?.shown.size ?? 0) || all.reached < (best?.reached ?? 0)) continue;
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
