/** What a module imports, gathered while its text is made, so that nothing unused is imported. */
import { type Doc, concat, group, hardline, ifBreak, indent, join, line, print, softline } from './layout.ts';

/** `from module import name as alias`, or `import module as alias` if `name` is absent. */
interface Import {
  readonly module: string;
  readonly name?: string;
  readonly alias?: string;
}
/** Names that generated modules may use; names of tables must not shadow them. */
export const IMPORTED = {
  F: { module: 'pyspark.sql', name: 'functions', alias: 'F' },
  T: { module: 'pyspark.sql', name: 'types', alias: 'T' },
  DataFrame: { module: 'pyspark.sql', name: 'DataFrame' },
  SparkSession: { module: 'pyspark.sql', name: 'SparkSession' },
  Window: { module: 'pyspark.sql', name: 'Window' },
  dt: { module: 'datetime', alias: 'dt' },
  Decimal: { module: 'decimal', name: 'Decimal' },
  Callable: { module: 'collections.abc', name: 'Callable' },
  Mapping: { module: 'collections.abc', name: 'Mapping' },
  import_module: { module: 'importlib', name: 'import_module' },
  re: { module: 're' },
  pytest: { module: 'pytest' },
  keep_first: { module: 'databricks_utils', name: 'keep_first' },
  join_as_of: { module: 'databricks_utils', name: 'join_as_of' },
  join_one: { module: 'databricks_utils', name: 'join_one' },
} as const satisfies Readonly<Record<string, Import>>;
export type Imported = keyof typeof IMPORTED;

const STANDARD = new Set(['collections.abc', 'datetime', 'decimal', 'importlib', 're', 'typing']);
/** Third-party modules; all others are the project's own. */
const FOREIGN = new Set(['chispa', 'databricks_utils', 'pyspark', 'pyspark.sql', 'pytest']);
const sectionOf = (module: string): number => (STANDARD.has(module) ? 0 : FOREIGN.has(module) ? 1 : 2);

/** As isort compares names: regardless of case, numbers by value. */
const collate = (a: string, b: string): number => {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  if (!/\d/.test(x) || !/\d/.test(y)) return x < y ? -1 : x > y ? 1 : a < b ? -1 : a > b ? 1 : 0;
  return natural(x, y) || (a < b ? -1 : a > b ? 1 : 0);
};
const natural = (a: string, b: string): number => {
  const parts = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? [];
  const [x, y] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i] as string, y[i] as string];
    const [m, n] = [Number(p), Number(q)];
    if (!Number.isNaN(m) && !Number.isNaN(n)) {
      if (m !== n) return m - n;
    } else if (p !== q) return p < q ? -1 : 1;
  }
  return x.length - y.length;
};
/** Constants before classes before everything else. */
const kindOf = (name: string): number => (name.length > 1 && name === name.toUpperCase() && /[A-Z]/.test(name) ? 0 : /^[A-Z]/.test(name) ? 1 : 2);
const byMember = (a: Import, b: Import): number =>
  kindOf(a.name ?? '') - kindOf(b.name ?? '') || collate(a.name ?? '', b.name ?? '') || collate(a.alias ?? '', b.alias ?? '');

/** The text for sets of names that all modules know. */
const KNOWN = new Map<string, string>();

export class Imports {
  readonly #all = new Map<string, Import>();
  readonly #used = new Set<Imported>();
  /** Notes that a name is used, and gives it. */
  use<N extends Imported>(name: N): N {
    if (!this.#used.has(name)) {
      this.#used.add(name);
      this.#add(IMPORTED[name]);
    }
    return name;
  }
  /** `from module import …`; gives the name under which it is known. */
  from(module: string, name: string, alias?: string): string {
    this.#add({ module, name, ...(alias === undefined || alias === name ? {} : { alias }) });
    return alias ?? name;
  }
  /** `import module`; gives its name. */
  module(module: string): string {
    this.#add({ module });
    return module;
  }
  #add(item: Import): void {
    this.#all.set(`${item.module}\n${item.name ?? ''}\n${item.alias ?? ''}`, item);
  }
  /** The import statements, in sections. */
  text(): string {
    // Most modules import the same few names.
    if (this.#all.size > this.#used.size) return this.#statements();
    const key = [...this.#used].toSorted().join(' ');
    const text = KNOWN.get(key) ?? this.#statements();
    KNOWN.set(key, text);
    return text;
  }
  #statements(): string {
    const sections = [0, 1, 2].map((section) => statements([...this.#all.values()].filter((item) => sectionOf(item.module) === section)));
    return sections
      .filter((lines) => lines.length > 0)
      .map((docs) => print(join(hardline, docs)))
      .join('\n\n');
  }
}

const statements = (items: readonly Import[]): readonly Doc[] => {
  const modules = items.filter((item) => item.name === undefined).toSorted((a, b) => collate(a.module, b.module));
  const members = new Map<string, Import[]>();
  for (const item of items) if (item.name !== undefined) members.set(item.module, [...(members.get(item.module) ?? []), item]);
  const froms = [...members].toSorted(([a], [b]) => collate(a, b)).flatMap(([module, names]) => fromDocs(module, names));
  return [...modules.map(({ module, alias }) => `import ${module}${alias === undefined ? '' : ` as ${alias}`}`), ...froms];
};
/** A name with an alias has a statement of its own, which stands where its name would. */
const fromDocs = (module: string, names: readonly Import[]): readonly Doc[] => {
  const bare = names.filter((item) => item.alias === undefined).toSorted(byMember);
  const listed =
    bare.length === 0
      ? []
      : [
          fromDoc(
            module,
            bare.map((item) => item.name ?? ''),
          ),
        ];
  const aliased = names.filter((item) => item.alias !== undefined).toSorted(byMember);
  return [...listed, ...aliased.map((item) => fromDoc(module, [`${item.name} as ${item.alias}`]))];
};
const fromDoc = (module: string, names: readonly string[]): Doc =>
  group(concat(`from ${module} import `, ifBreak('('), indent(concat(softline, join(concat(',', line), names), ifBreak(','))), softline, ifBreak(')')));
