/** Selection of tables as dbt users know it: `flights`, `silver.flights`, `+delays`, `2+x+1`, `@x`, `layer:gold`, `tag:pii`, `raw_*`. */
import { dependenciesOf, readersOf } from '../model/graph.ts';
import type { Model, TableModel } from '../model/model.ts';
import { RunFailure, type RunProblem, type SelectOption } from './problem.ts';

export interface Selection {
  /** What to run; each item may hold several terms: a space joins, a comma intersects. @default everything */
  readonly select?: readonly string[];
  /** What to leave out of it. @default nothing */
  readonly exclude?: readonly string[];
}

interface Term {
  readonly text: string;
  readonly value: string;
  readonly method?: string;
  /** Steps towards what is read, undefined for none. */
  readonly parents?: number;
  /** Steps towards the readers. */
  readonly children?: number;
  /** With all that is needed to build the readers. */
  readonly closure: boolean;
}

const METHODS = ['layer', 'tag', 'table'] as const;
const TERM = /^(?:(@)|(\d*)\+)?(?:(\w+):)?(.*?)(\+(\d*))?$/s;

/** Keys of the tables to run, in the model's order. Throws a `RunFailure` that names everything wrong with the selection. */
export function selectTables(model: Model, { select = [], exclude = [] }: Selection = {}): readonly string[] {
  const graph = new Graph(model);
  const problems: RunProblem[] = [];
  const chosen = select.some((text) => text.trim() !== '') ? graph.union(select, 'select', problems) : new Set(model.tables.map((t) => t.key));
  const left = graph.union(exclude, 'exclude', problems);
  if (problems.length > 0) throw new RunFailure(...problems);
  const keys = model.tables.filter((t) => t.kind !== 'external' && chosen.has(t.key) && !left.has(t.key)).map((t) => t.key);
  if (keys.length === 0) throw new RunFailure({ kind: 'nothing-selected', select, exclude });
  return keys;
}

class Graph {
  readonly #tables: readonly TableModel[];
  readonly #reads: ReadonlyMap<string, readonly string[]>;
  readonly #readers: ReadonlyMap<string, readonly string[]>;
  /** Tables by each of their names: key, name, layer. */
  readonly #byName = new Map<string, string[]>();
  readonly #byTag = new Map<string, string[]>();

  constructor(model: Model) {
    this.#tables = model.tables;
    this.#reads = new Map(model.tables.map((t) => [t.key, dependenciesOf(t)]));
    this.#readers = readersOf(model.tables);
    const layerTags = new Map(model.layers.map((l) => [l.name, l.tags ?? {}]));
    for (const table of model.tables) {
      for (const name of new Set([table.key, table.name, table.layer])) append(this.#byName, name, table.key);
      for (const [tag, value] of Object.entries({ ...layerTags.get(table.layer), ...table.tags })) {
        for (const name of [tag, `${tag}=${value}`, `${tag}:${value}`]) append(this.#byTag, name, table.key);
      }
    }
  }

  union(texts: readonly string[], option: SelectOption, problems: RunProblem[]): ReadonlySet<string> {
    const result = new Set<string>();
    for (const text of texts.flatMap((t) => t.split(/\s+/)).filter((t) => t !== '')) {
      for (const key of this.#intersection(text, option, problems)) result.add(key);
    }
    return result;
  }

  #intersection(text: string, option: SelectOption, problems: RunProblem[]): ReadonlySet<string> {
    // A name that holds a comma or a plus can be given as it is.
    const terms = this.#byName.has(text) ? [text] : text.split(',');
    let result: ReadonlySet<string> | undefined;
    for (const term of terms) {
      const found = this.#term(term, option, problems);
      result = result === undefined ? found : new Set([...result].filter((key) => found.has(key)));
    }
    return result ?? new Set();
  }

  #term(text: string, option: SelectOption, problems: RunProblem[]): ReadonlySet<string> {
    const term: Term = this.#byName.has(text) ? { text, value: text, closure: false } : parseTerm(text);
    if (term.value === '') {
      problems.push({ kind: 'bad-selection', option, term: text, why: 'a name is missing' });
      return new Set();
    }
    if (term.method !== undefined && !METHODS.some((method) => method === term.method)) {
      problems.push({ kind: 'bad-selection', option, term: text, why: `"${term.method}:" is not known; use ${METHODS.map((m) => `${m}:`).join(', ')}` });
      return new Set();
    }
    const matched = this.#matching(term);
    if (matched.length === 0) {
      problems.push({ kind: 'unknown-selection', option, term: text, name: term.value, known: this.#known(term) });
      return new Set();
    }
    const result = new Set(matched);
    if (term.parents !== undefined) addAll(result, reach(matched, this.#reads, term.parents));
    if (term.children !== undefined) addAll(result, reach(matched, this.#readers, term.children));
    if (term.closure) {
      addAll(result, reach(matched, this.#readers, Number.POSITIVE_INFINITY));
      addAll(result, reach([...result], this.#reads, Number.POSITIVE_INFINITY));
    }
    return result;
  }

  #matching({ value, method }: Term): readonly string[] {
    const names = method === 'tag' ? this.#byTag : this.#byName;
    const fits = (table: TableModel): boolean =>
      method === undefined || method === 'tag' || (method === 'layer' ? isMatch(table.layer) : isMatch(table.name) || isMatch(table.key));
    const pattern = /[*?[]/.test(value) ? globPattern(value) : undefined;
    const isMatch = (name: string): boolean => (pattern ? pattern.test(name) : name === value);
    const exact = pattern ? [...names].flatMap(([name, keys]) => (pattern.test(name) ? keys : [])) : (names.get(value) ?? []);
    const found = new Set(exact);
    return this.#tables.filter((t) => found.has(t.key) && fits(t)).map((t) => t.key);
  }

  #known({ method, value }: Term): readonly string[] {
    if (method === 'tag') return [...this.#byTag.keys()].filter((tag) => !tag.includes('='));
    if (method === 'layer') return [...new Set(this.#tables.map((t) => t.layer))];
    const names = new Set(this.#tables.flatMap((t) => (value.includes('.') ? [t.key] : [t.name, t.layer])));
    return [...names];
  }
}

function parseTerm(text: string): Term {
  const [, closure, parents, method, value = '', children, depth] = TERM.exec(text) ?? [];
  return {
    text,
    value,
    closure: closure !== undefined,
    ...(method === undefined ? {} : { method }),
    ...(parents === undefined ? {} : { parents: steps(parents) }),
    ...(children === undefined ? {} : { children: steps(depth) }),
  };
}

const steps = (text: string | undefined): number => (text ? Number(text) : Number.POSITIVE_INFINITY);

const NOTHING = /(?!)/;
/** A pattern of `*`, `?` and `[abc]`. */
function globPattern(glob: string): RegExp {
  const body = glob.replace(/\*+/g, '*').replace(/\[(!?)([^\]]+)\]|[\s\S]/g, (all, not: string | undefined, set: string | undefined) => {
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`;
    if (all === '*') return '.*';
    return all === '?' ? '.' : all.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  try {
    return new RegExp(`^${body}$`, 's');
  } catch {
    // A range that runs backwards, such as [z-a], has no letters.
    return NOTHING;
  }
}

/** Everything within `depth` steps, the start included; each table is visited once. */
function reach(start: readonly string[], edges: ReadonlyMap<string, readonly string[]>, depth: number): ReadonlySet<string> {
  const seen = new Set(start);
  let frontier = start;
  for (let step = 0; step < depth && frontier.length > 0; step++) {
    const next: string[] = [];
    for (const key of frontier) {
      for (const neighbour of edges.get(key) ?? []) {
        if (seen.has(neighbour)) continue;
        seen.add(neighbour);
        next.push(neighbour);
      }
    }
    frontier = next;
  }
  return seen;
}

function append(map: Map<string, string[]>, name: string, key: string): void {
  const keys = map.get(name);
  if (keys) keys.push(key);
  else map.set(name, [key]);
}

function addAll(into: Set<string>, keys: Iterable<string>): void {
  for (const key of keys) into.add(key);
}
