/** From the options of a table, view or external table to what the model needs. */
import { z } from 'zod';
import type { TableDraft } from '../model/definition.ts';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import { isExternalName, OWN_CATALOG } from '../model/external-name.ts';
import { type BodyModel, type ColumnModel, START_AT } from '../model/model.ts';
import { identifier } from '../model/names.ts';
import { inBackticks } from '../utils/sql-text.ts';
import type { Trace } from '../query/place.ts';
import { type Schema, isStreaming, tablesOf } from '../query/plan.ts';
import { readsNew } from '../model/sources.ts';
import { offerSource, relationPlan } from '../query/source.ts';
import { declarationOf } from '../query/types.ts';
import { bodyOf } from './body.ts';
import { DECISIONS, decisionModels } from './decision-draft.ts';
import { isExternal } from './source.ts';
import { FILES, sourceRules, withRescued } from './source-options.ts';
import { acknowledge, names, optionProblems, tags, text } from './options.ts';
import { kindOf, mark, type Registry, registryOf, report } from './registry.ts';
import { settingModel, settingOf, type Setting } from './setting.ts';
import { isScd2, SCD2, scd2Model, versionColumns, WRITE, writeModel, writeProblems } from './write-draft.ts';
import type { IConstruct } from 'constructs';

const isRelation = (value: unknown): boolean => relationPlan(value) !== undefined;
const isOpaque = (value: unknown): boolean => bodyOf(value)?.body.kind === 'sql' || bodyOf(value)?.body.kind === 'python';
const declared = z.record(
  z.string(),
  z.custom((v) => declarationOf(v) !== undefined, 'a type such as t.string()'),
);
const columnOptions = z.union(
  [text, z.strictObject({ comment: text.optional(), tags: z.union([names, tags]).optional(), notNull: z.boolean().optional() })],
  'a comment, or { comment, tags, notNull }',
);
const COMMON = {
  intent: text.optional(),
  decisions: DECISIONS.optional(),
  clusterBy: z.union([names, z.literal('auto')], "a list of column names, or 'auto'").optional(),
  properties: tags.optional(),
  partitionBy: names.optional(),
  backfillBy: text.optional(),
  describe: z.record(z.string(), columnOptions).optional(),
  tags: tags.optional(),
  owner: settingOf(text, 'text or perEnvironment(…)').optional(),
  allowSchemaChanges: z.array(z.enum(['drop', 'nullability'])).optional(),
  acknowledge,
};
const TABLE = z.strictObject({
  ...COMMON,
  query: z.custom((v) => isRelation(v) || isOpaque(v), 'a relation such as from(table), sql`…` or python({ … })').optional(),
  columns: declared.optional(),
  source: z.custom((v) => isExternal(bodyOf(v)), "a source such as files('landing/orders', { format: 'csv' })").optional(),
  write: WRITE.optional(),
  primaryKey: names.optional(),
});
const SCD2_TABLE = z.strictObject({ ...COMMON, ...SCD2, query: z.custom(isRelation, 'a relation such as from(table) or stream(table)') });
const VIEW = z.strictObject({
  intent: text.optional(),
  query: z.custom(isRelation, 'a relation such as from(table)'),
  describe: z.record(z.string(), columnOptions).optional(),
  tags: tags.optional(),
  acknowledge,
});
const isCatalog = (name: string): boolean => isExternalName(`${name}.schema.table`);
const CONTRACT = z.object({ name: text, project: text, version: text, columns: declared });
const BY_CONTRACT = z.strictObject({
  contract: CONTRACT,
  catalog: settingOf(text.refine(isCatalog), 'the name of a catalog, or perEnvironment(…) of such names').optional(),
  acknowledge,
});
const BY_NAME = z.strictObject({
  name: settingOf(text.refine(isExternalName), "'catalog.schema.table', or perEnvironment(…) of such names"),
  columns: declared,
  acknowledge,
});
const PYTHON = z.strictObject({
  file: text,
  function: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a function'),
  inputs: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'names of arguments'), z.unknown()),
});

type Options = Readonly<Record<string, unknown>>;
type Describe = { readonly comment?: string; readonly tags?: Readonly<Record<string, string>>; readonly notNull?: boolean };
const NOTHING: Describe = {};
const describeOf = (value: unknown): Describe => {
  if (value === undefined) return NOTHING;
  if (typeof value === 'string') return { comment: value };
  const {
    comment,
    tags: given,
    notNull,
  } = (value ?? {}) as { comment?: string; tags?: readonly string[] | Readonly<Record<string, string>>; notNull?: boolean };
  const asRecord = Array.isArray(given) ? Object.fromEntries(given.map((tag: string) => [tag, ''])) : (given as Readonly<Record<string, string>> | undefined);
  return { ...(comment === undefined ? {} : { comment }), ...(asRecord ? { tags: asRecord } : {}), ...(notNull === undefined ? {} : { notNull }) };
};

const declaredColumns = (columns: unknown): { readonly columns: readonly ColumnModel[]; readonly nested: ReturnType<typeof nestedProblems> } => {
  const entries = Object.entries((columns ?? {}) as object);
  const found = entries.flatMap(([name, value]): readonly ColumnModel[] => {
    const d = declarationOf(value);
    if (!d) return [];
    const optional = {
      ...(d.comment === undefined ? {} : { comment: d.comment }),
      ...(d.tags ? { tags: d.tags } : {}),
      ...(d.sourceName === undefined ? {} : { sourceName: d.sourceName }),
    };
    return [{ name, type: d.type, nullable: !d.notNull, ...optional }];
  });
  return { columns: found, nested: nestedProblems(entries) };
};
const nestedProblems = (entries: readonly (readonly [string, unknown])[]) => entries.flatMap(([, value]) => declarationOf(value)?.problems ?? []);

/** What the query gives, as declared where there is a contract, with descriptions and constraints on top. */
const finalColumns = (schema: Schema | undefined, contract: readonly ColumnModel[], describe: Options, keys: ReadonlySet<string>): readonly ColumnModel[] => {
  const passed = new Map((schema ?? []).map((c) => [c.name, c]));
  const base: readonly ColumnModel[] =
    contract.length > 0 ? contract.map((c) => ({ ...passed.get(c.name), ...c })) : (schema ?? []).map((c) => ({ ...c, nullable: true }));
  return base.map((column) => {
    const said = describeOf(describe[column.name]);
    const notNull = !column.nullable || said.notNull === true || keys.has(column.name);
    const allTags = said.tags || column.tags ? { tags: { ...column.tags, ...said.tags } } : {};
    return Object.freeze({ ...column, nullable: !notNull, ...(said.comment === undefined ? {} : { comment: said.comment }), ...allTags });
  });
};

interface Place {
  readonly registry: Registry;
  readonly layer: string;
  readonly name: string;
  readonly key: string;
  readonly path: string;
}
const placeIn = (construct: IConstruct, scope: unknown, id: unknown): Place => {
  const registry = registryOf(construct);
  const outer = kindOf(scope);
  const layer = outer?.kind === 'layer' ? outer.name : 'external';
  const name = String(id ?? '');
  return { registry, layer, name, key: `${layer}.${name}`, path: `${registry.project.name}/${layer}/${name}` };
};

const base = (
  place: Place,
  trace: Trace,
  options: Options,
): Pick<TableDraft, 'key' | 'layer' | 'name' | 'module' | 'tags' | 'acknowledge' | 'trace'> & { intent?: string } => ({
  key: place.key,
  layer: place.layer,
  name: place.name,
  module: identifier(place.name),
  trace,
  tags: (options['tags'] ?? {}) as Readonly<Record<string, string>>,
  acknowledge: (options['acknowledge'] ?? []) as readonly string[],
  ...(typeof options['intent'] === 'string' ? { intent: options['intent'] } : {}),
});

/** Columns that readers get if the options are wrong: whatever could be understood, so that one mistake gives one message. */
const salvaged = (options: Options, versions = false): Schema => {
  const plan = relationPlan(options['query']);
  const { columns } = declaredColumns(typeof options['columns'] === 'object' ? options['columns'] : {});
  const found: Schema = columns.length > 0 ? columns : (plan?.schema ?? []);
  return versions ? [...found, ...versionColumns(found, String(options['sequenceBy']))] : found;
};

const bodyProblems = (options: Options): readonly DefinitionProblem[] => {
  const { query, columns, source } = options;
  const found: DefinitionProblem[] = [];
  if (query !== undefined && source !== undefined)
    found.push({ kind: 'option-value', option: 'source', expected: 'absent when there is a `query`', actual: 'given' });
  if (columns === undefined && (source !== undefined || query === undefined || isOpaque(query))) {
    found.push({ kind: 'missing-option', option: 'columns', expected: '`columns`, because they cannot be inferred' });
  }
  for (const given of [bodyOf(query), bodyOf(source)]) {
    if (!given) continue;
    if (given.wrong !== undefined) found.push({ kind: 'option-value', option: 'query', expected: 'made of tables', actual: given.wrong });
    if (given.body.kind === 'files') found.push(...optionProblems(FILES, given.options));
    if (given.body.kind === 'python') found.push(...optionProblems(PYTHON, given.options));
  }
  if (query === undefined && source === undefined && typeof options['intent'] !== 'string') {
    found.push({ kind: 'missing-option', option: 'query', expected: '`query`, `source`, or an `intent` from which the body is to be written' });
  }
  return found;
};

export const defineTable = (construct: IConstruct, scope: unknown, id: unknown, props: unknown, trace: Trace): void => {
  const place = placeIn(construct, scope, id);
  mark(construct, 'table', place.key);
  const options = (typeof props === 'object' && props !== null ? props : {}) as Options;
  const versions = isScd2(props);
  const schemaProblems = optionProblems(versions ? SCD2_TABLE : TABLE, props);
  const problems = [...schemaProblems, ...(schemaProblems.length > 0 ? [] : [...bodyProblems(options), ...writeProblems(options)])];
  report(place.registry, place.path, trace, problems);
  if (problems.length > 0) {
    offerSource(construct, { table: place.key, schema: salvaged(options, versions) });
    // The table stays known, so that what reads it gets no message of its own, and its query is still checked.
    const plan = relationPlan(options['query']);
    const body: BodyModel = plan ? { kind: 'relation', plan } : { kind: 'external', name: { value: '' } };
    place.registry.tables.push({
      ...base(place, trace, {}),
      kind: plan ? 'table' : 'external',
      columns: salvaged(options, versions),
      body,
      reads: plan ? tablesOf(plan) : [],
      write: versions ? { strategy: 'scd2', keys: [], sequenceBy: '', ignoreChangesIn: [] } : { strategy: 'overwrite' },
      primaryKey: [],
      clusterBy: [],
      partitionBy: [],
      broken: true,
    });
    return;
  }
  const plan = relationPlan(options['query']);
  const opaque = bodyOf(options['query']) ?? bodyOf(options['source']);
  const contract = declaredColumns(options['columns']);
  report(place.registry, place.path, trace, contract.nested, ['columns']);
  const rowKeys = ((versions ? options : ((options['write'] ?? {}) as Options))['keys'] as readonly string[] | undefined) ?? [];
  const primaryKey = (options['primaryKey'] as readonly string[] | undefined) ?? (versions ? [...rowKeys, START_AT] : rowKeys);
  const keys = new Set([...primaryKey, ...rowKeys]);
  const describe = (options['describe'] ?? {}) as Options;
  const given = finalColumns(plan?.schema, contract.columns, describe, keys);
  const columns = versions ? [...given, ...versionColumns(given, String(options['sequenceBy']))] : given;
  const known = columns.map((c) => c.name);
  report(
    place.registry,
    place.path,
    trace,
    Object.keys(describe)
      .filter((name) => !known.includes(name))
      .map((column) => ({ kind: 'unknown-key', option: 'describe', column, available: known })),
    ['describe'],
  );
  const owner = options['owner'] === undefined ? undefined : settingModel(options['owner'] as Setting<string>, 'owner', place.registry);
  report(place.registry, place.path, trace, owner?.problems ?? [], ['owner']);
  const settled = opaque?.settle?.(place.registry);
  report(place.registry, place.path, trace, settled?.problems ?? [], ['source']);
  const decided = decisionModels((options['decisions'] ?? []) as Parameters<typeof decisionModels>[0], given);
  for (const { key, problem } of decided.problems) report(place.registry, place.path, trace, [problem], key);
  const body: BodyModel = plan ? { kind: 'relation', plan } : (settled?.body ?? opaque?.body ?? { kind: 'unwritten' });
  offerSource(construct, { table: place.key, schema: columns });
  place.registry.rules.push(...sourceRules(body, place.key, trace));
  const onlyNew = readsNew(body) || (plan !== undefined && isStreaming(plan));
  place.registry.tables.push({
    ...(settled && settled.problems.length > 0 ? { broken: true as const } : {}),
    ...base(place, trace, options),
    ...(decided.decisions.length > 0 ? { decisions: decided.decisions } : {}),
    kind: 'table',
    columns: withRescued(columns, body),
    body,
    reads: plan ? tablesOf(plan) : (opaque?.reads ?? []),
    write: versions ? scd2Model(options, given, place.key) : writeModel(options['write'] ?? (onlyNew ? { strategy: 'append' } : undefined), columns, place.key),
    primaryKey,
    clusterBy: (options['clusterBy'] as readonly string[] | 'auto' | undefined) ?? [],
    partitionBy: (options['partitionBy'] as readonly string[] | undefined) ?? [],
    ...(typeof options['backfillBy'] === 'string' ? { backfillBy: options['backfillBy'] } : {}),
    ...(owner ? { owner: owner.setting } : {}),
    ...(options['properties'] ? { properties: options['properties'] as Readonly<Record<string, string>> } : {}),
    ...(options['allowSchemaChanges'] ? { allowSchemaChanges: options['allowSchemaChanges'] as readonly ('drop' | 'nullability')[] } : {}),
  });
};

export const defineView = (construct: IConstruct, scope: unknown, id: unknown, props: unknown, trace: Trace): void => {
  const place = placeIn(construct, scope, id);
  mark(construct, 'view', place.key);
  const options = (typeof props === 'object' && props !== null ? props : {}) as Options;
  const problems = optionProblems(VIEW, props);
  report(place.registry, place.path, trace, problems);
  const plan = relationPlan(options['query']);
  const columns = finalColumns(plan?.schema, [], (problems.length === 0 ? (options['describe'] ?? {}) : {}) as Options, new Set());
  // A view stores nothing, so its columns are as nullable as its query says.
  const asRead = columns.map((c, i) => ({ ...c, nullable: plan?.schema[i]?.nullable ?? true }));
  offerSource(construct, { table: place.key, schema: asRead });
  if (!plan || problems.length > 0) return;
  place.registry.tables.push({
    ...base(place, trace, options),
    kind: 'view',
    columns: asRead,
    body: { kind: 'relation', plan },
    reads: tablesOf(plan),
    write: { strategy: 'overwrite' },
    primaryKey: [],
    clusterBy: [],
    partitionBy: [],
  });
};

export const defineExternal = (construct: IConstruct, scope: unknown, id: unknown, props: unknown, trace: Trace): void => {
  const place = placeIn(construct, scope, id);
  mark(construct, 'external table', place.key);
  const options = (typeof props === 'object' && props !== null ? props : {}) as Options;
  const problems = optionProblems('contract' in options ? BY_CONTRACT : BY_NAME, props);
  report(place.registry, place.path, trace, problems);
  const contract = options['contract'] as { readonly project: string; readonly name: string; readonly columns: unknown } | undefined;
  const { columns, nested } = declaredColumns(contract?.columns ?? options['columns']);
  report(place.registry, place.path, trace, nested, ['columns']);
  offerSource(construct, { table: place.key, schema: columns });
  if (problems.length > 0) return;
  const name = contract
    ? contractName(contract, options['catalog'] as Setting<string> | undefined, place)
    : settingModel(options['name'] as Setting<string>, 'name', place.registry);
  report(place.registry, place.path, trace, name.problems);
  place.registry.tables.push({
    ...base(place, trace, options),
    kind: 'external',
    columns,
    body: { kind: 'external', name: name.setting },
    reads: [],
    write: { strategy: 'overwrite' },
    primaryKey: [],
    clusterBy: [],
    partitionBy: [],
  });
};

/** `{catalog}.{project}_{layer}.{table}`; without a catalog of its own, `{catalog}` stays: it is that of each environment. */
const contractName = (contract: { readonly project: string; readonly name: string }, catalog: Setting<string> | undefined, place: Place) => {
  const [layer = '', table = ''] = contract.name.split('.');
  const tail = [`${identifier(contract.project)}_${layer}`, table].map((part) => (/[.`]/.test(part) ? inBackticks(part) : part)).join('.');
  const { setting, problems } = settingModel(catalog ?? OWN_CATALOG, 'catalog', place.registry);
  const overrides = setting.overrides && Object.fromEntries(Object.entries(setting.overrides).map(([environment, value]) => [environment, `${value}.${tail}`]));
  return { setting: { value: `${setting.value}.${tail}`, ...(overrides ? { overrides } : {}) }, problems };
};
