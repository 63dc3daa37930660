/** Checks on names, layers and the graph of tables. */
import type { Definition, Finding, TableDraft } from '../definition.ts';
import { nameParts } from '../external-name.ts';
import { dependencyOrder } from '../graph.ts';
import { columnNameProblem, identifier, isPythonReserved, isSqlReserved, objectNameProblem, packageProblem } from '../names.ts';

export const tablePath = (definition: Definition, table: Pick<TableDraft, 'layer' | 'name'>): string =>
  `${definition.project.name}/${table.layer}/${table.name}`;

/** Names that are equal, or collide once case is ignored or characters are replaced. */
export const collisions = <D extends { readonly trace: Finding['trace'] & object }>(
  what: string,
  drafts: readonly D[],
  name: (d: D) => string,
  mangled: (d: D) => string,
  path: (d: D) => string,
  why: string,
): readonly Finding[] => {
  const seen = new Map<string, D>();
  return drafts.flatMap((draft): readonly Finding[] => {
    const other = seen.get(mangled(draft));
    if (!other) {
      seen.set(mangled(draft), draft);
      return [];
    }
    const same = name(other) === name(draft);
    return [
      {
        problem: { kind: 'duplicate-name', what, names: same ? [name(draft)] : [name(other), name(draft)], why: same ? '' : why },
        path: path(draft),
        trace: draft.trace,
      },
    ];
  });
};

export const nameFindings = (d: Definition): readonly Finding[] => {
  const root = d.project.name;
  const found: Finding[] = [
    ...collisions(
      'table',
      d.tables,
      (t) => t.key,
      (t) => `${t.layer}.${t.module}`,
      (t) => tablePath(d, t),
      'both become the same Python module or catalog name',
    ),
    ...collisions(
      'layer',
      d.layers,
      (l) => l.name,
      (l) => identifier(l.name),
      (l) => `${root}/${l.name}`,
      'both become the same schema',
    ),
    ...collisions(
      'environment',
      d.environments,
      (e) => e.name,
      (e) => identifier(e.name),
      (e) => `${root}/${e.name}`,
      'both become the same target',
    ),
    ...collisions(
      'dashboard',
      d.dashboards,
      (b) => b.name,
      (b) => identifier(b.name),
      (b) => b.path,
      'both become the same file',
    ),
  ];
  const perTable = new Map<string, Definition['rules'][number][]>();
  for (const rule of d.rules) perTable.set(rule.table, [...(perTable.get(rule.table) ?? []), rule]);
  for (const rules of perTable.values()) {
    found.push(
      ...collisions(
        'rule',
        rules,
        (r) => r.name,
        (r) => r.name.toLowerCase(),
        (r) => `${root}/${r.table.replace('.', '/')}`,
        'rule names are compared without case',
      ),
    );
  }
  found.push(
    ...collisions(
      'monitor',
      d.monitors,
      (m) => m.name,
      (m) => `${m.table}/${identifier(m.name)}`,
      (m) => `${root}/${m.table.replace('.', '/')}`,
      'both become the same monitor',
    ),
  );
  const projectProblem = objectNameProblem(root.replaceAll(' ', '_')) ?? packageProblem(d.project.package);
  if (projectProblem) found.push({ problem: { kind: 'invalid-name', what: 'project', name: root, why: projectProblem }, path: root, trace: d.project.trace });
  if (isPythonReserved(d.project.package.replace(/_$/, ''))) {
    found.push({ problem: { kind: 'reserved-name', what: 'project', name: root, language: 'Python' }, path: root, trace: d.project.trace });
  }
  for (const layer of d.layers) {
    const why = objectNameProblem(layer.name);
    if (why) found.push({ problem: { kind: 'invalid-name', what: 'layer', name: layer.name, why }, path: `${root}/${layer.name}`, trace: layer.trace });
  }
  for (const environment of d.environments) {
    const why = /^[a-z][a-z0-9_]{0,62}$/.test(environment.name)
      ? environment.name === 'local' || environment.name === 'project'
        ? 'is reserved for local runs and the common settings'
        : undefined
      : 'must be lower case letters, digits and "_", starting with a letter';
    if (why)
      found.push({
        problem: { kind: 'invalid-name', what: 'environment', name: environment.name, why },
        path: `${root}/${environment.name}`,
        trace: environment.trace,
      });
  }
  for (const table of d.tables) {
    const path = tablePath(d, table);
    const why = objectNameProblem(table.name);
    if (why) found.push({ problem: { kind: 'invalid-name', what: 'table', name: table.name, why }, path, trace: table.trace });
    else if (isSqlReserved(table.name))
      found.push({ problem: { kind: 'reserved-name', what: 'table', name: table.name, language: 'Spark SQL' }, path, trace: table.trace });
    else if (isPythonReserved(table.name))
      found.push({ problem: { kind: 'reserved-name', what: 'table', name: table.name, language: 'Python' }, path, trace: table.trace });
    const seen = new Map<string, string>();
    for (const { name } of table.columns) {
      const wrong = columnNameProblem(name);
      if (wrong) found.push({ problem: { kind: 'invalid-name', what: 'column', name, why: wrong }, path, key: ['columns', name], trace: table.trace });
      const other = seen.get(name.toLowerCase());
      if (other !== undefined && table.body.kind !== 'relation') {
        found.push({
          problem: { kind: 'duplicate-name', what: 'column', names: [other, name], why: 'Spark compares names without case' },
          path,
          key: ['columns', name],
          trace: table.trace,
        });
      }
      seen.set(name.toLowerCase(), name);
    }
  }
  for (const rule of d.rules) {
    const why = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(rule.name) ? undefined : 'must be letters, digits and "_", at most 200 characters';
    if (why)
      found.push({
        problem: { kind: 'invalid-name', what: 'rule', name: rule.name, why },
        path: `${root}/${rule.table.replace('.', '/')}`,
        key: ['rules'],
        trace: rule.trace,
      });
  }
  return found;
};

export const graphFindings = (d: Definition): readonly Finding[] => {
  const found: Finding[] = [];
  const byKey = new Map(d.tables.map((t) => [t.key, t]));
  const order = new Map(d.layers.map((layer, i) => [layer.name, i]));
  for (const table of d.tables) {
    for (const read of table.reads) {
      const source = byKey.get(read);
      const path = tablePath(d, table);
      if (!source) found.push({ problem: { kind: 'unknown-table', table: read, known: [...byKey.keys()] }, path, key: ['query'], trace: table.trace });
      else if ((order.get(source.layer) ?? 0) > (order.get(table.layer) ?? 0)) {
        found.push({
          problem: { kind: 'layer-order', layer: table.layer, reads: source.key, readsLayer: source.layer },
          path,
          key: ['query'],
          trace: table.trace,
        });
      }
    }
  }
  const references = new Map<string, string[]>();
  for (const rule of d.rules) {
    if (rule.kind !== 'reference') continue;
    references.set(rule.table, [...(references.get(rule.table) ?? []), rule.to]);
    const [from, to] = [byKey.get(rule.table), byKey.get(rule.to)];
    if (!from || !to || (order.get(to.layer) ?? 0) <= (order.get(from.layer) ?? 0)) continue;
    const problem = { kind: 'layer-order', layer: from.layer, reads: to.key, readsLayer: to.layer } as const;
    found.push({ problem, path: tablePath(d, from), key: ['rules', rule.name], trace: rule.trace });
  }
  const own = new Map(d.tables.filter((t) => t.kind !== 'external').map((t) => [`${d.project.package}_${t.layer}.${t.name}`, t.key]));
  // An external table may be one of this project's own, under its name in the catalog.
  const nodes = d.tables.map((t) => {
    const back = t.body.kind === 'external' ? own.get(nameParts(t.body.name.value).slice(-2).join('.')) : undefined;
    return { key: t.key, reads: back === undefined ? [...t.reads, ...(references.get(t.key) ?? [])] : [back] };
  });
  const { cycle } = dependencyOrder(nodes);
  const first = byKey.get(cycle[0] ?? '');
  if (first) found.push({ problem: { kind: 'cycle', tables: cycle.map((key) => key.replace('.', '/')) }, path: tablePath(d, first), trace: first.trace });
  return found;
};

export const environmentFindings = (d: Definition): readonly Finding[] => {
  const root = d.project.name;
  if (d.environments.length === 0) return [{ problem: { kind: 'no-environment' }, path: root, trace: d.project.trace }];
  return d.environments.flatMap((e): readonly Finding[] => {
    const where = { path: `${root}/${e.name}`, trace: e.trace };
    const found: Finding[] = [];
    if (e.catalog.trim() === '') found.push({ ...where, problem: { kind: 'environment-without-catalog', environment: e.name } });
    else {
      const why = objectNameProblem(e.catalog);
      if (why) found.push({ ...where, problem: { kind: 'invalid-name', what: 'catalog', name: e.catalog, why } });
    }
    if (!/^https:\/\/[^\s/?#@]+\/?$/.test(e.host)) found.push({ ...where, problem: { kind: 'environment-without-host', environment: e.name } });
    return found;
  });
};

/** Catalogs of an environment, in lower case: the project's and those that layers have. */
const catalogsOf = (d: Definition, environment: Definition['environments'][number]): readonly string[] =>
  [environment.catalog, ...d.layers.flatMap(({ catalog }) => (catalog ? [catalog.overrides?.[environment.name] ?? catalog.value] : []))].map((name) =>
    `${environment.name}_${name}`.toLowerCase(),
  );

/** External tables that lie in a catalog of another environment than the one that would read them. */
export const catalogFindings = (d: Definition): readonly Finding[] => {
  const all = d.environments.map((environment) => ({ name: environment.name, catalogs: catalogsOf(d, environment) }));
  return d.tables.flatMap((table): readonly Finding[] => {
    if (table.body.kind !== 'external') return [];
    const { value, overrides } = table.body.name;
    for (const environment of all) {
      const name = overrides?.[environment.name] ?? value;
      const catalog = nameParts(name)[0]?.toLowerCase() ?? '';
      const owner = environment.catalogs.includes(catalog) ? undefined : all.find(({ catalogs }) => catalogs.includes(catalog));
      if (owner) {
        const problem = { kind: 'foreign-catalog', environment: environment.name, name, owner: owner.name } as const;
        return [{ problem, path: tablePath(d, table), trace: table.trace }];
      }
    }
    return [];
  });
};
