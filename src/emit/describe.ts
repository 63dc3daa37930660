/** What the model says about tables and rules, in words for people who do not read code. */
import { columnLineage, type TableLineage } from '../model/lineage.ts';
import type { Limit, Model, RuleModel, TableModel } from '../model/model.ts';
import { intervalText } from '../query/interval.ts';
import { memo } from '../utils/memo.ts';
import { sqlName } from '../utils/sql-text.ts';
import { sqlLine } from './sql/index.ts';

/** The columns from which each column comes, by table. */
export const lineageOf: (model: Model) => ReadonlyMap<string, TableLineage> = memo(columnLineage);

/** The condition of a rule on one line. */
export const checkText: (rule: RuleModel) => string = memo((rule) => {
  return conditionText(rule).replace(/\s+/g, ' ');
});
const conditionText = (rule: RuleModel): string => {
  switch (rule.kind) {
    case 'row':
      return sqlLine(rule.check);
    case 'unique':
      return `unique: ${rule.columns.join(', ')}${rule.where ? ` where ${sqlLine(rule.where)}` : ''}`;
    case 'reference':
      return `has a match in ${rule.to}: ${sqlLine(rule.on, (input, name) => sqlName(input === 0 ? 'row' : 'to', name))}`;
    case 'freshness':
      return `newest ${rule.column} at most ${intervalText(rule.maxAge)} old`;
    case 'metric': {
      const bounds = [
        ...(rule.min === undefined ? [] : [`at least ${rule.min}`]),
        ...(rule.max === undefined ? [] : [`at most ${rule.max}`]),
        ...(rule.withinOfUsual === undefined ? [] : [`within ${rule.withinOfUsual} % of the usual`]),
      ];
      return `${sqlLine(rule.value)}: ${bounds.join(', ')}`;
    }
    default:
      return rule satisfies never;
  }
};
/** What NULL means for a rule. */
export const nullText = (rule: RuleModel): string => ('nulls' in rule ? (rule.nulls === 'pass' ? 'passes' : 'violates') : 'does not count');

export const limitText = (limit: Limit): string => (limit.kind === 'percent' ? `${limit.value} %` : `${limit.value} rows`);

/** What happens to a row that violates a rule. */
export const VIOLATION_TEXT: Readonly<Record<RuleModel['onViolation'], string>> = {
  warn: 'is kept and counted',
  drop: 'is left out and counted',
  quarantine: 'goes to the quarantine table',
  fail: 'stops the run before anything is written',
};

export const writeText = ({ kind, write }: TableModel): string | undefined => {
  if (kind !== 'table') return undefined;
  switch (write.strategy) {
    case 'overwrite':
      return 'replaced as a whole by each run';
    case 'append':
      return 'each run appends';
    case 'replaceWhere':
      return `each run replaces the rows where ${sqlLine(write.where)}`;
    case 'replacePartitions':
      return 'each run replaces the partitions of its rows';
    case 'insertOnly':
      return `rows with a new ${write.keys.join(', ')} are added; stored rows never change`;
    case 'merge':
      return [
        `merged by ${write.keys.join(', ')}`,
        ...(write.sequenceBy === undefined ? [] : [`the row with the highest ${write.sequenceBy} wins`]),
        ...(write.deleteWhen === undefined ? [] : [`deleted where ${sqlLine(write.deleteWhen)}`]),
        ...(write.ignoreNullUpdates ? ['NULL leaves the stored value'] : []),
      ].join('; ');
    case 'scd2':
      return [
        `every version of ${write.keys.join(', ')} in the order of ${write.sequenceBy}, from ${write.snapshots ? 'snapshots' : 'changes'}`,
        ...(write.deleteWhen === undefined ? [] : [`ended where ${sqlLine(write.deleteWhen)}`]),
        ...(write.ignoreChangesIn.length === 0 ? [] : [`changes in ${write.ignoreChangesIn.join(', ')} alone make no version`]),
      ].join('; ');
    default:
      return write satisfies never;
  }
};

export const bodyText = ({ body }: TableModel): string => {
  switch (body.kind) {
    case 'relation':
      return 'typed query in the definition';
    case 'sql':
      return 'SQL in the definition';
    case 'python':
      return `Python: ${body.function} in ${body.file}`;
    case 'files':
      return `${body.source.format} files in ${body.source.path}${body.source.read === 'new' ? ', new ones in each run' : ''}`;
    case 'kafka':
      return `new messages of the Kafka topic ${body.source.topic.value}`;
    case 'jdbc':
      return body.source.from.kind === 'table' ? `${body.source.from.table} of another database` : 'a query of another database';
    case 'unwritten':
      return 'not written yet';
    case 'external':
      return `another system's table: ${body.name.value}`;
  }
};

/** What a row is, or where the rows come from. */
export const aboutText = (table: TableModel): string => table.intent ?? bodyText(table);

/** Facts about a table besides its columns and rules, as pairs of name and value. */
export const factsOf = (table: TableModel): readonly (readonly [string, string])[] => {
  const write = writeText(table);
  const cluster = table.clusterBy === 'auto' ? 'chosen by Databricks' : table.clusterBy.join(', ');
  return [
    ['Made by', bodyText(table)],
    ...(write === undefined ? [] : [['Written', write] as const]),
    ...(table.primaryKey.length > 0 ? [['Primary key', table.primaryKey.join(', ')] as const] : []),
    ...(cluster === '' ? [] : [['Clustered by', cluster] as const]),
    ...(table.backfillBy === undefined ? [] : [['Backfill by', table.backfillBy] as const]),
    ...(table.partitionBy.length > 0 ? [['Partitioned by', table.partitionBy.join(', ')] as const] : []),
    ...(table.owner ? [['Owner', table.owner.value] as const] : []),
    ...Object.entries(table.tags)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [`Tag ${name}`, value] as const),
  ];
};

/** The tables of each layer, in the model's order. */
export const tablesByLayer = (model: Model): ReadonlyMap<string, readonly TableModel[]> => {
  const byLayer = new Map<string, TableModel[]>(model.layers.map(({ name }) => [name, []]));
  for (const table of model.tables) byLayer.get(table.layer)?.push(table);
  return byLayer;
};
