/** Checks on what operates and shares a project: jobs, grants, masks, filters, apps. */
import { sameType, typeText } from '../../query/datatype.ts';
import type { Definition, Finding, JobDraft, TableDraft } from '../definition.ts';
import { identifier } from '../names.ts';
import { collisions } from './structure.ts';
import { exprProblems } from './tables.ts';

const pathOf = (d: Definition, key: string): string => `${d.project.name}/${key.replace('.', '/')}`;
type Tables = ReadonlyMap<string, TableDraft>;

const nameFindings = (d: Definition): readonly Finding[] => {
  const root = d.project.name;
  const named = [
    ...d.jobs.map((draft) => ({ what: 'job', draft, path: `${root}/${draft.name}` })),
    ...d.apps.map((draft) => ({ what: 'app', draft, path: draft.path })),
  ];
  return [
    ...named.flatMap(({ what, draft, path }): readonly Finding[] =>
      /^[A-Za-z][A-Za-z0-9 _-]{0,79}$/.test(draft.name)
        ? []
        : [
            {
              problem: {
                kind: 'invalid-name',
                what,
                name: draft.name,
                why: 'must be letters, digits, spaces, "_" and "-", starting with a letter, at most 80',
              },
              path,
              trace: draft.trace,
            },
          ],
    ),
    ...collisions(
      'job',
      d.jobs,
      (j) => j.name,
      (j) => identifier(j.name),
      (j) => `${root}/${j.name}`,
      'both become the same resource',
    ),
    ...collisions(
      'app',
      d.apps,
      (a) => a.name,
      (a) => identifier(a.name),
      (a) => a.path,
      'both become the same resource',
    ),
    // The catalogue of the project is an app too.
    ...d.apps
      .filter(({ name }) => identifier(name) === 'data_catalogue')
      .map(
        (a): Finding => ({ problem: { kind: 'invalid-name', what: 'app', name: a.name, why: 'is that of the data catalogue' }, path: a.path, trace: a.trace }),
      ),
    ...[...d.masks, ...d.rowFilters].flatMap((m): readonly Finding[] =>
      /^[A-Za-z_][A-Za-z0-9_]{0,79}$/.test(m.name)
        ? []
        : [
            {
              problem: { kind: 'invalid-name', what: 'mask or filter', name: m.name, why: 'must be letters, digits and "_", at most 80' },
              path: pathOf(d, m.table),
              trace: m.trace,
            },
          ],
    ),
    ...collisions(
      'mask or filter',
      [...d.masks, ...d.rowFilters],
      (m) => m.name,
      (m) => `${m.table}__${m.name}`.toLowerCase(),
      (m) => pathOf(d, m.table),
      'both become the same function',
    ),
  ];
};

/** Keys of what a job refreshes, in the order of the model. */
export const refreshedBy = (job: JobDraft, own: readonly TableDraft[]): readonly string[] => {
  const layers = new Set(job.refreshes.flatMap((r) => (r.kind === 'layer' ? [r.layer] : [])));
  const tables = new Set(job.refreshes.flatMap((r) => (r.kind === 'table' ? [r.table] : [])));
  return own.filter((t) => layers.has(t.layer) || tables.has(t.key)).map((t) => t.key);
};
const triggersOf = ({ trigger }: JobDraft) => (trigger ? [trigger.value, ...Object.values(trigger.overrides ?? {})] : []);

const conflicts = (job: JobDraft, layers: ReadonlySet<string>): readonly Finding['problem'][] => {
  const found: Finding['problem'][] = [];
  const refuse = (option: string, why: string, cure: string): number => found.push({ kind: 'job-conflict', option, why, cure });
  if (triggersOf(job).some(({ kind }) => kind === 'continuous')) {
    if (job.retries > 0) refuse('retries', 'a continuous job restarts by itself', 'leave retries out');
    if (layers.size > 1 && job.engine === 'batch')
      refuse(
        'trigger',
        `a continuous job has one task, and this one needs ${layers.size}, one for each layer`,
        'refresh the tables of one layer, or say how often with every',
      );
    if (job.webhook) refuse('onFailure.webhook', 'a continuous job has one task, and the webhook needs another', 'say whom to tell with onFailure.email');
  }
  if (job.engine === 'declarative') {
    if (job.refreshes.some(({ kind }) => kind === 'table'))
      refuse('refreshes', 'a declarative pipeline refreshes whole layers', 'name layers, or leave engine out');
    if ([job.compute.value, ...Object.values(job.compute.overrides ?? {})].some(({ kind }) => kind === 'cluster'))
      refuse('compute', 'a declarative pipeline is written for serverless compute', 'leave compute out, or leave engine out');
    if (job.threads !== undefined)
      refuse('threads', 'Lakeflow decides how many tables of a declarative pipeline it refreshes at the same time', 'leave threads out, or leave engine out');
    if (Object.keys(job.environment).length > 0)
      refuse('environment', 'a declarative pipeline on serverless compute has no variables', 'leave environment out, or leave engine out');
  }
  return found;
};

const jobFindings = (d: Definition, tables: Tables): readonly Finding[] => {
  const own = d.tables.filter((t) => t.kind !== 'external');
  const found: Finding[] = [];
  const owners = new Map<string, JobDraft[]>();
  for (const job of d.jobs) {
    const where = { path: `${d.project.name}/${job.name}`, trace: job.trace };
    const unused = (option: string, keys: readonly string[], refused: (t: TableDraft) => string | undefined): void => {
      for (const key of keys) {
        const table = tables.get(key);
        const why = table ? refused(table) : 'which is not part of this project';
        if (why !== undefined) found.push({ ...where, key: [option], problem: { kind: 'not-refreshed', option, table: key, why } });
      }
    };
    unused(
      'refreshes',
      job.refreshes.flatMap((r) => (r.kind === 'table' ? [r.table] : [])),
      (t) => (t.kind === 'external' ? 'which another project writes' : undefined),
    );
    for (const trigger of triggersOf(job))
      if (trigger.kind === 'onUpdateOf')
        unused('trigger.onUpdateOf', trigger.tables, (t) => (t.kind === 'view' ? 'which is a view, and a view is never written' : undefined));
    for (const refresh of job.refreshes)
      if (refresh.kind === 'layer' && !own.some((t) => t.layer === refresh.layer))
        found.push({ ...where, key: ['refreshes'], problem: { kind: 'nothing-to-refresh', layer: refresh.layer } });
    const keys = refreshedBy(job, own);
    const layers = new Set(keys.flatMap((key) => tables.get(key)?.layer ?? []));
    found.push(...conflicts(job, layers).map((problem) => ({ ...where, problem })));
    if (job.engine === 'declarative')
      unused('engine', keys, (t) =>
        t.write.strategy === 'scd2' && t.write.snapshots ? 'which is made from snapshots, and only batch runs can tell one from the next' : undefined,
      );
    for (const key of keys) owners.set(key, [...(owners.get(key) ?? []), job]);
  }
  return [...found, ...sharedFindings(d, tables, owners)];
};

/** Tables that several jobs refresh, a finding for each set of jobs. */
const sharedFindings = (d: Definition, tables: Tables, owners: ReadonlyMap<string, readonly JobDraft[]>): readonly Finding[] => {
  const sets = new Map<string, { readonly jobs: readonly JobDraft[]; readonly keys: string[] }>();
  for (const [key, jobs] of owners) {
    if (jobs.length < 2) continue;
    const id = jobs.map((j) => j.name).join('\n');
    const set = sets.get(id) ?? { jobs, keys: [] };
    set.keys.push(key);
    sets.set(id, set);
  }
  return [...sets.values()].flatMap(({ jobs, keys }): readonly Finding[] => {
    const names = jobs.map((j) => j.name);
    const last = jobs.at(-1) as JobDraft;
    const where = { path: `${d.project.name}/${last.name}`, key: ['refreshes'], trace: last.trace };
    if (!jobs.some((j) => j.engine === 'declarative')) return [{ ...where, problem: { kind: 'shared-refresh', tables: keys, jobs: names } }];
    const layers = new Set(keys.flatMap((key) => tables.get(key)?.layer ?? []));
    return [...layers].map((layer) => ({ ...where, problem: { kind: 'declarative-overlap', layer, jobs: names } }));
  });
};

const grantFindings = (d: Definition, tables: Tables): readonly Finding[] =>
  d.grants.flatMap((grant): readonly Finding[] => {
    const { on } = grant;
    if (on.kind === 'layer') {
      if (d.tables.some((t) => t.layer === on.layer && t.kind !== 'external')) return [];
      return [
        { problem: { kind: 'grant-without-schema', layer: on.layer }, path: `${d.project.name}/${on.layer}`, key: ['grants', grant.name], trace: grant.trace },
      ];
    }
    if (tables.get(on.table)?.kind !== 'view') return [];
    return grant.privileges
      .filter((privilege) => privilege === 'MODIFY')
      .map((privilege) => ({
        problem: { kind: 'view-privilege', privilege, view: on.table },
        path: pathOf(d, on.table),
        key: ['grants', grant.name],
        trace: grant.trace,
      }));
  });

const maskFindings = (d: Definition, tables: Tables): readonly Finding[] => {
  const columns = new Map<string, Definition['masks'][number][]>();
  for (const mask of d.masks) {
    const key = `${mask.table}\n${mask.column}`;
    columns.set(key, [...(columns.get(key) ?? []), mask]);
  }
  const filters = new Map<string, Definition['rowFilters'][number][]>();
  for (const filter of d.rowFilters) filters.set(filter.table, [...(filters.get(filter.table) ?? []), filter]);
  const twice = [
    ...[...columns.values()].map((all) => ({ all, what: `column "${all[0]?.column}" is masked` })),
    ...[...filters.values()].map((all) => ({ all, what: `the rows of "${all[0]?.table}" are filtered` })),
  ].flatMap(({ all, what }): readonly Finding[] => {
    const last = all.at(-1);
    if (all.length < 2 || !last) return [];
    return [{ problem: { kind: 'masked-twice', what, names: all.map((one) => one.name) }, path: pathOf(d, last.table), trace: last.trace }];
  });
  const own = d.masks.flatMap((mask): readonly Finding[] => {
    const where = { path: pathOf(d, mask.table), key: ['masks', mask.name], trace: mask.trace };
    const problems = exprProblems([mask.show]);
    if (problems.length > 0) return problems.map((problem) => ({ ...where, problem }));
    const available = tables.get(mask.table)?.columns ?? [];
    const column = available.find(({ name }) => name === mask.column);
    // Asking the row for a column that it does not have is a problem of its own.
    if (!column) return [];
    const [expected, actual] = [typeText(column.type), typeText(mask.show.type)];
    const same = sameType(column.type, mask.show.type, false) || (/^(?:var)?char\(/.test(expected) && actual === 'string');
    return same ? [] : [{ ...where, problem: { kind: 'mask-type', column: mask.column, expected, actual } }];
  });
  const shown = d.rowFilters.flatMap((filter) =>
    exprProblems([filter.show]).map((problem): Finding => ({ problem, path: pathOf(d, filter.table), key: ['rowFilters', filter.name], trace: filter.trace })),
  );
  return [...twice, ...own, ...shown, ...maskedReads(d)];
};

/** Writes that look at what is stored. */
const COMPARING: ReadonlySet<string> = new Set(['merge', 'insertOnly', 'scd2']);
/** Masks and filters apply to the job as well: what is made from a masked table holds what the job may see. */
const maskedReads = (d: Definition): readonly Finding[] => {
  const hidden = new Map<string, Definition['masks'][number] | Definition['rowFilters'][number]>();
  for (const one of [...d.masks, ...d.rowFilters]) hidden.set(one.table, one);
  if (hidden.size === 0) return [];
  const readers = new Map<string, string[]>();
  // A view is computed for its reader, and hides what it should from them.
  for (const table of d.tables)
    if (table.kind === 'table') for (const read of new Set(table.reads)) if (hidden.has(read)) readers.set(read, [...(readers.get(read) ?? []), table.key]);
  const merging = new Set(d.tables.filter(({ write }) => COMPARING.has(write.strategy)).map(({ key }) => key));
  return [...hidden].flatMap(([table, one]): readonly Finding[] => {
    const where = { path: pathOf(d, table), trace: one.trace };
    const read = readers.get(table);
    return [
      ...(read ? [{ ...where, problem: { kind: 'masked-read', table, what: `"${one.name}"`, readers: read } } as const] : []),
      ...(merging.has(table) ? [{ ...where, problem: { kind: 'masked-merge', table, what: one.name } } as const] : []),
    ];
  });
};

const appFindings = (d: Definition): readonly Finding[] => {
  const folders = new Set<string>();
  return d.apps.flatMap((app): readonly Finding[] => {
    const folder = app.sourceDirectory;
    const why = !/^(?:[A-Za-z0-9_][A-Za-z0-9_. -]*\/)*[A-Za-z0-9_][A-Za-z0-9_. -]*$/.test(folder)
      ? "is not a folder inside the project, e.g. 'apps/delays'"
      : folders.has(folder)
        ? 'belongs to another app'
        : /^(?:databricks_apps\/data_catalogue|databricks|config|node_modules)(?:\/|$)/.test(folder)
          ? 'is one that lakewright writes to'
          : undefined;
    folders.add(folder);
    return why === undefined ? [] : [{ problem: { kind: 'app-folder', folder, why }, path: app.path, key: ['sourceDirectory'], trace: app.trace }];
  });
};

export const operationFindings = (d: Definition): readonly Finding[] => {
  if (d.jobs.length + d.grants.length + d.masks.length + d.rowFilters.length + d.apps.length === 0) return [];
  const tables = new Map(d.tables.map((t) => [t.key, t]));
  return [...nameFindings(d), ...jobFindings(d, tables), ...grantFindings(d, tables), ...maskFindings(d, tables), ...appFindings(d)];
};
