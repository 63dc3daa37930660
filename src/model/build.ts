import { relative, sep } from 'node:path';
import { type Place, placeOf, type Trace } from '../query/place.ts';
import { dashboardFindings, monitorFindings, ruleFindings } from './checks/around.ts';
import { operationFindings } from './checks/operations.ts';
import { decisionFindings } from './checks/decisions.ts';
import { loadingFindings } from './checks/loading.ts';
import { secretFindings } from './checks/secrets.ts';
import { sparkVersionFindings } from './checks/spark-versions.ts';
import { catalogFindings, environmentFindings, graphFindings, nameFindings } from './checks/structure.ts';
import { tableFindings } from './checks/tables.ts';
import { tagFindings } from './checks/tags.ts';
import type { Definition, Finding } from './definition.ts';
import { type Diagnostic, diagnosticOf, warningCodes } from './diagnostics/index.ts';
import { dependenciesOf, dependencyOrder } from './graph.ts';
import { MODEL_FORMAT, type Model, type RuleModel, type TableModel } from './model.ts';

/** A checked definition: its model, or what is wrong with it. */
export interface Built {
  /** Absent where there is an error. */
  readonly model?: Model;
  /** Everything found, all at once: errors first, then warnings that were not acknowledged, each in order of place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the definition acknowledges a warning, even one that is found later. */
  readonly isAcknowledged: (warning: Pick<Diagnostic, 'code' | 'path' | 'key'>) => boolean;
  /** Whatever could be understood of a definition with errors, for tools that help to fix it: nothing is written from it. */
  readonly draft: () => Model;
}

const deepFreeze = <T>(value: T): T => {
  const seen = new Set<object>();
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const item = stack.pop();
    if (typeof item !== 'object' || item === null || seen.has(item)) continue;
    seen.add(Object.freeze(item));
    for (const key in item) stack.push((item as Readonly<Record<string, unknown>>)[key]);
  }
  return value;
};

/** Places are relative to the project, so that the model is the same on every machine. */
const relativePlace = (trace: Trace, root: string): Place | undefined => {
  const place = placeOf(trace);
  return place && { ...place, file: relative(root, place.file).split(sep).join('/') };
};
const withoutTrace = <D extends { readonly trace: Trace }>({ trace, ...rest }: D, root: string): Omit<D, 'trace'> => {
  const at = relativePlace(trace, root);
  return at ? { ...rest, at } : rest;
};

const assemble = (d: Definition): Model => {
  const rules = new Map<string, RuleModel[]>();
  for (const { table, acknowledge: _, nullsSaid: __, ...rule } of d.rules) {
    const list = rules.get(table) ?? [];
    list.push(withoutTrace(rule, d.root) as RuleModel);
    rules.set(table, list);
  }
  const tables = d.tables.map(({ acknowledge: _, ...draft }): TableModel => ({ ...withoutTrace(draft, d.root), rules: rules.get(draft.key) ?? [] }));
  const { trace: _trace, acknowledge: _acknowledge, ...project } = d.project;
  return deepFreeze({
    format: MODEL_FORMAT,
    project,
    environments: d.environments.map((draft) => withoutTrace(draft, d.root)),
    layers: d.layers.map((draft) => withoutTrace(draft, d.root)),
    tables: dependencyOrder(tables.map((table) => ({ key: table.key, reads: dependenciesOf(table), table }))).sorted.map(({ table }) => table),
    dashboards: d.dashboards.map(({ path: _path, ...draft }) => withoutTrace(draft, d.root)),
    monitors: d.monitors.map((draft) => withoutTrace(draft, d.root)),
    jobs: d.jobs.map((draft) => withoutTrace(draft, d.root)),
    grants: d.grants.map((draft) => withoutTrace(draft, d.root)),
    masks: d.masks.map((draft) => withoutTrace(draft, d.root)),
    rowFilters: d.rowFilters.map((draft) => withoutTrace(draft, d.root)),
    apps: d.apps.map(({ path: _path, ...draft }) => withoutTrace(draft, d.root)),
    overrides: d.overrides.map(({ path, json }) => ({ path, json })),
  });
};

const acknowledgedBy = (d: Definition): Built['isAcknowledged'] => {
  const root = new Set(d.project.acknowledge);
  const tables = new Map(d.tables.map((t) => [`${d.project.name}/${t.layer}/${t.name}`, new Set(t.acknowledge)]));
  const rules = new Map(d.rules.map((r) => [`${r.table}\n${r.name}`, new Set(r.acknowledge)]));
  return ({ code, path, key }) => {
    const [, layer, name] = path.split('/');
    return root.has(code) || (tables.get(path)?.has(code) ?? false) || (key[0] === 'rules' && (rules.get(`${layer}.${name}\n${key[1]}`)?.has(code) ?? false));
  };
};
const acknowledgementFindings = (d: Definition): readonly Finding[] => {
  const known = warningCodes();
  const listed = [
    { codes: d.project.acknowledge, path: d.project.name, trace: d.project.trace },
    ...d.tables.map((t) => ({ codes: t.acknowledge, path: `${d.project.name}/${t.layer}/${t.name}`, trace: t.trace })),
    ...d.rules.map((r) => ({ codes: r.acknowledge, path: `${d.project.name}/${r.table.replace('.', '/')}`, trace: r.trace })),
  ];
  return listed.flatMap(({ codes, path, trace }) =>
    codes
      .filter((code) => !known.includes(code))
      .map((code): Finding => ({ problem: { kind: 'unknown-acknowledgement', code, known }, path, trace, key: ['acknowledge'] })),
  );
};

const place = (d: Diagnostic): string => (d.at ? `${d.at.file}\n${String(d.at.line).padStart(7, '0')}\n${String(d.at.column).padStart(5, '0')}` : '');
const ordered = (a: Diagnostic, b: Diagnostic): number => {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1;
  const [x, y] = [place(a), place(b)];
  return x < y ? -1 : x > y ? 1 : 0;
};

/** Checks a whole definition and makes the model of it. */
export const buildModel = (d: Definition): Built => {
  const findings: readonly Finding[] = [
    ...d.findings,
    ...nameFindings(d),
    ...graphFindings(d),
    ...environmentFindings(d),
    ...catalogFindings(d),
    ...tableFindings(d),
    ...tagFindings(d),
    ...loadingFindings(d),
    ...decisionFindings(d),
    ...ruleFindings(d),
    ...dashboardFindings(d),
    ...monitorFindings(d),
    ...operationFindings(d),
    ...sparkVersionFindings(d),
    ...secretFindings(d),
    ...acknowledgementFindings(d),
  ];
  const isAcknowledged = acknowledgedBy(d);
  // A relation that two tables use carries its problems twice.
  const seen = new Set<string>();
  const diagnostics = findings
    .map(diagnosticOf)
    .filter((diagnostic) => diagnostic.severity === 'error' || !isAcknowledged(diagnostic))
    .filter((diagnostic) => {
      const identity = `${diagnostic.code}\n${diagnostic.message}\n${diagnostic.at ? place(diagnostic) : diagnostic.path}`;
      return !seen.has(identity) && seen.add(identity);
    })
    .toSorted(ordered);
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
    ? { diagnostics, isAcknowledged, draft: () => assemble(d) }
    : { model: assemble(d), diagnostics, isAcknowledged, draft: () => assemble(d) };
};
