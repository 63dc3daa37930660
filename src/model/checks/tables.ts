/** Checks on the bodies, keys and columns of tables. */
import { sameType, typeText } from '../../query/datatype.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import { exprsOf, stepsOf } from '../../query/plan.ts';
import type { Problem } from '../../query/problem.ts';
import type { Definition, Finding, TableDraft } from '../definition.ts';
import { type ColumnModel, END_AT, START_AT } from '../model.ts';
import { ruleColumns } from '../rules.ts';
import { columnsOf, conditionsOf, givenColumns, keysOf } from '../writes.ts';
import { tablePath } from './structure.ts';

/** The problems that ride in expressions, each once. */
export const exprProblems = (roots: readonly ExprNode[]): readonly Problem[] => {
  const found = new Set<Problem>();
  walk(roots, (node) => {
    if (node.kind === 'error') for (const p of node.problems) found.add(p);
  });
  return [...found];
};

const bodyFindings = (d: Definition, table: TableDraft): readonly Finding[] => {
  const where = { path: tablePath(d, table), key: ['query'], trace: table.trace };
  switch (table.body.kind) {
    case 'relation': {
      const steps = stepsOf(table.body.plan);
      const problems = new Set([...steps.flatMap((step) => step.problems ?? []), ...exprProblems(steps.flatMap((step) => exprsOf(step)))]);
      return [...problems].map((problem) => ({ ...where, problem }));
    }
    case 'unwritten':
      return [{ ...where, problem: { kind: 'unwritten-body', table: table.key } }];
    case 'python': {
      const { file } = table.body;
      const why =
        file.startsWith('/') || /^[A-Za-z]:/.test(file) || file.split(/[\\/]/).includes('..')
          ? 'is outside the project'
          : !file.endsWith('.py')
            ? 'is not a Python file'
            : !/^([A-Za-z_][A-Za-z0-9_]*\/)*[A-Za-z_][A-Za-z0-9_]*\.py$/.test(file)
              ? 'must consist of Python names, e.g. bodies/score.py'
              : undefined;
      return why === undefined ? [] : [{ ...where, problem: { kind: 'body-file', file, why } }];
    }
    default:
      return [];
  }
};

/** Cannot be compared or hashed, so no key, cluster or partition column. */
const cannotBeKey = new Set(['variant', 'map', 'array', 'struct', 'binary']);
const canBeUsed = (option: string, kind: string): boolean =>
  option === 'ignoreChangesIn' || !(cannotBeKey.has(kind) || (option === 'clusterBy' && kind === 'boolean'));
const MOST_CLUSTER_KEYS = 4;
const clusteringProblems = ({ clusterBy, partitionBy }: TableDraft): readonly Finding['problem'][] => [
  ...(clusterBy.length > 0 && partitionBy.length > 0
    ? [{ kind: 'clustering', why: 'the table has both clusterBy and partitionBy', cure: 'keep one of them; clusterBy can be changed later' } as const]
    : []),
  ...(clusterBy !== 'auto' && clusterBy.length > MOST_CLUSTER_KEYS
    ? [
        {
          kind: 'clustering',
          why: `clusterBy names ${clusterBy.length} columns, and at most ${MOST_CLUSTER_KEYS} are allowed`,
          cure: 'keep those by which most queries select',
        } as const,
      ]
    : []),
];
const keyFindings = (d: Definition, table: TableDraft): readonly Finding[] => {
  const columns = new Map(table.columns.map((c) => [c.name, c]));
  const path = tablePath(d, table);
  const keys: readonly (readonly [string, readonly string[]])[] = [
    // Merge keys are the primary key if none is given: one mistake, one message.
    ['primaryKey', table.write.strategy === 'scd2' || table.primaryKey === keysOf(table.write) ? [] : table.primaryKey],
    ['clusterBy', table.clusterBy === 'auto' ? [] : table.clusterBy],
    ['partitionBy', table.partitionBy],
    ['backfillBy', table.backfillBy === undefined ? [] : [table.backfillBy]],
    ...columnsOf(table.write).map(([option, names]) => [option.join('.'), names] as const),
  ];
  const found = keys.flatMap(([option, names]) =>
    names.flatMap((name): readonly Finding[] => {
      const column = columns.get(name);
      const where = { path, key: [option], trace: table.trace };
      if (!column) return [{ ...where, problem: { kind: 'unknown-key', option, column: String(name), available: [...columns.keys()] } }];
      return canBeUsed(option, column.type.kind) ? [] : [{ ...where, problem: { kind: 'key-type', option, column: name, type: typeText(column.type) } }];
    }),
  );
  const conditions = conditionsOf(table.write).flatMap(([key, condition]) =>
    exprProblems([condition]).map((problem) => ({ path, key, trace: table.trace, problem })),
  );
  const clustering = clusteringProblems(table).map((problem) => ({ path, key: ['clusterBy'], trace: table.trace, problem }));
  return [...found, ...clustering, ...conditions, ...versionFindings(d, table)];
};

/** What an `Scd2Table` cannot be made of. */
const versionFindings = (d: Definition, table: TableDraft): readonly Finding[] => {
  const { write, body } = table;
  if (write.strategy !== 'scd2' || body.kind !== 'relation') return [];
  const where = { path: tablePath(d, table), trace: table.trace };
  const taken = body.plan.schema.map((c) => c.name).filter((name) => [START_AT, END_AT].includes(name.toUpperCase()));
  const { keys, sequenceBy, ignoreChangesIn } = write;
  return [
    ...taken.map((column): Finding => ({ ...where, key: ['query'], problem: { kind: 'version-column', column } })),
    ...(keys.includes(sequenceBy) ? [{ ...where, key: ['sequenceBy'], problem: { kind: 'sequence-in-keys', column: sequenceBy } } as const] : []),
    ...ignoreChangesIn
      .filter((name) => keys.includes(name))
      .map((column): Finding => ({ ...where, key: ['ignoreChangesIn'], problem: { kind: 'ignored-key', column } })),
  ];
};

/** Rules see the rows that arrive, before they become versions. */
const versionRuleFindings = (d: Definition): readonly Finding[] => {
  const byKey = new Map(d.tables.filter((table) => table.write.strategy === 'scd2').map((table) => [table.key, table]));
  return d.rules.flatMap((rule): readonly Finding[] => {
    const table = byKey.get(rule.table);
    const column = table && ruleColumns(rule).find((name) => name === START_AT || name === END_AT);
    if (!table || column === undefined) return [];
    return [{ path: tablePath(d, table), key: ['rules', rule.name], trace: rule.trace, problem: { kind: 'version-rule', rule: rule.name, column } }];
  });
};

/** `columns` alongside a typed `query` is a contract, exact to precision and scale. */
const contractFindings = (d: Definition, table: TableDraft): readonly Finding[] => {
  if (table.body.kind !== 'relation' || table.kind !== 'table') return [];
  const given = new Map(table.body.plan.schema.map((c) => [c.name, c]));
  const declared = new Map<string, ColumnModel>(givenColumns(table).map((c) => [c.name, c]));
  const missing = [...declared.keys()].filter((name) => !given.has(name));
  const extra = [...given.keys()].filter((name) => !declared.has(name));
  const types = [...declared.values()].flatMap((c) => {
    const inferred = given.get(c.name);
    if (
      !inferred ||
      inferred.type.kind === 'error' ||
      sameType(inferred.type, c.type, false) ||
      (typeText(inferred.type) === 'string' && (c.type.kind === 'varchar' || c.type.kind === 'char'))
    )
      return [];
    return [`"${c.name}" is declared ${typeText(c.type)}, the query gives ${typeText(inferred.type)}`];
  });
  if (missing.length + extra.length + types.length === 0) return [];
  return [{ path: tablePath(d, table), key: ['columns'], trace: table.trace, problem: { kind: 'contract-mismatch', missing, extra, types } }];
};

const brokenBody = (table: TableDraft): boolean => table.body.kind === 'relation' && stepsOf(table.body.plan).some((s) => (s.problems?.length ?? 0) > 0);

export const tableFindings = (d: Definition): readonly Finding[] => [
  ...(d.tables.some((t) => t.kind !== 'external') || d.findings.length > 0
    ? []
    : [{ path: d.project.name, trace: d.project.trace, problem: { kind: 'no-tables' } } as const]),
  ...d.tables.flatMap((table) => [
    ...(table.columns.length === 0 && !table.broken && !brokenBody(table)
      ? [{ path: tablePath(d, table), trace: table.trace, problem: { kind: 'no-table-columns' } } as const]
      : []),
    ...bodyFindings(d, table),
    ...(table.broken ? [] : keyFindings(d, table)),
    ...contractFindings(d, table),
  ]),
  ...versionRuleFindings(d),
];
