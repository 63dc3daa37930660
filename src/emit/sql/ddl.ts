/** CREATE statements: run twice, they change nothing. */
import type { ColumnModel, TableModel } from '../../model/model.ts';
import { givenColumns } from '../../model/writes.ts';
import { arrayOf, type DataTypeNode, mapOf, scalar, structOf } from '../../query/datatype.ts';
import { sqlIdentifier, sqlString } from '../../utils/sql-text.ts';
import { sqlType } from './type.ts';
import { shortIdentifier } from '../physical.ts';

type Tags = Readonly<Record<string, string>>;
const tagList = (tags: Tags): string =>
  Object.entries(tags)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${sqlString(key)} = ${sqlString(value)}`)
    .join(', ');

const nameList = (names: readonly string[]): string => names.map(sqlIdentifier).join(', ');
const columnText = ({ name, type, nullable, comment }: ColumnModel): string =>
  `${sqlIdentifier(name)} ${sqlType(type, { declared: true })}${nullable ? '' : ' NOT NULL'}${comment === undefined ? '' : ` COMMENT ${sqlString(comment)}`}`;

const createTable = (name: string, parts: readonly string[], comment: string | undefined, clauses: readonly string[]): string =>
  [
    `CREATE TABLE IF NOT EXISTS ${name} (`,
    `  ${parts.join(',\n  ')}`,
    ')',
    ...(comment === undefined ? [] : [`COMMENT ${sqlString(comment)}`]),
    ...clauses,
  ].join('\n');

/** `what`: SCHEMA, TABLE or VIEW. */
export const tagStatements = (what: 'SCHEMA' | 'TABLE' | 'VIEW', name: string, tags: Tags = {}): readonly string[] =>
  Object.keys(tags).length === 0 ? [] : [`ALTER ${what} ${name} SET TAGS (${tagList(tags)})`];
const columnTags = (name: string, columns: readonly ColumnModel[]): readonly string[] =>
  columns.flatMap((column) =>
    column.tags && Object.keys(column.tags).length > 0
      ? [`ALTER TABLE ${name} ALTER COLUMN ${sqlIdentifier(column.name)} SET TAGS (${tagList(column.tags)})`]
      : [],
  );

const clustering = ({ clusterBy, partitionBy }: TableModel): readonly string[] => {
  if (clusterBy === 'auto') return ['CLUSTER BY AUTO'];
  if (clusterBy.length > 0) return [`CLUSTER BY (${nameList(clusterBy)})`];
  return partitionBy.length > 0 ? [`PARTITIONED BY (${nameList(partitionBy)})`] : [];
};

/** Parquet cannot hold these in names; with column mapping, Delta stores others. The runtime decides in the same way. */
const NEEDS_MAPPING = /[ ,;{}()\n\t=]/;
const hasOddName = (type: DataTypeNode): boolean => {
  switch (type.kind) {
    case 'array':
      return hasOddName(type.element);
    case 'map':
      return hasOddName(type.key) || hasOddName(type.value);
    case 'struct':
      return type.fields.some((field) => NEEDS_MAPPING.test(field.name) || hasOddName(field.type));
    default:
      return false;
  }
};
const properties = (columns: readonly ColumnModel[], declared: Tags = {}): readonly string[] => {
  const needsMapping = columns.some(({ name, type }) => NEEDS_MAPPING.test(name) || hasOddName(type));
  const all: Tags = needsMapping ? { 'delta.columnMapping.mode': 'name', ...declared } : declared;
  return Object.keys(all).length === 0 ? [] : [`TBLPROPERTIES (${tagList(all)})`];
};

/** A table, with its tags. */
export const tableStatements = (table: TableModel, name: string): readonly string[] => {
  // Informational, and RELY tells the optimizer to trust it: the writer checks merge keys, a rule the rest.
  const key =
    table.primaryKey.length > 0 ? [`CONSTRAINT ${sqlIdentifier(`${shortIdentifier(table.name)}_pk`)} PRIMARY KEY (${nameList(table.primaryKey)}) RELY`] : [];
  return [
    createTable(name, [...table.columns.map(columnText), ...key], table.intent, [...clustering(table), ...properties(table.columns, table.properties)]),
    ...tagStatements('TABLE', name, table.tags),
    ...columnTags(name, table.columns),
  ];
};

/** The columns that the runtime adds to quarantined rows. */
const ABOUT_THE_ROW: readonly ColumnModel[] = [
  { name: '_violated_rules', type: arrayOf(scalar('string')), nullable: true, comment: 'names of all rules the row violates' },
  { name: '_run_id', type: scalar('string'), nullable: true, comment: 'run that found the row' },
  { name: '_quarantined_at', type: scalar('timestamp'), nullable: true, comment: 'when it was found' },
];
/** A type that any row can have: nothing in it is NOT NULL. */
const loosened = (type: DataTypeNode): DataTypeNode => {
  switch (type.kind) {
    case 'array':
      return arrayOf(loosened(type.element));
    case 'map':
      return mapOf(loosened(type.key), loosened(type.value));
    case 'struct':
      return structOf(type.fields.map((field) => ({ ...field, type: loosened(field.type), nullable: true })));
    default:
      return type;
  }
};
/** The table of the rows that rules kept out. Its columns have the tags of the table's: personal data stays marked. */
export const quarantineStatements = (table: TableModel, name: string): readonly string[] => {
  const columns = [...givenColumns(table).map((column) => ({ ...column, nullable: true, type: loosened(column.type) })), ...ABOUT_THE_ROW];
  return [
    createTable(name, columns.map(columnText), `Rows that the rules of ${table.key} kept out`, properties(columns)),
    ...tagStatements('TABLE', name, table.tags),
    ...columnTags(name, columns),
  ];
};
