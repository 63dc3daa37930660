/** Tables from the output of `DESCRIBE TABLE EXTENDED … AS JSON`, of Spark and of Databricks. */
import type { ColumnModel } from '../model/model.ts';
import { type DataTypeNode, SCALAR_KINDS, type StructField, arrayOf, decimal, mapOf, scalar, structOf } from '../query/datatype.ts';
import type { ImportedTable } from './imported.ts';

type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const KINDS: ReadonlySet<string> = new Set(SCALAR_KINDS);
const OTHER_NAMES: Readonly<Record<string, string>> = {
  timestamp_ltz: 'timestamp',
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  bool: 'boolean',
};

/** How something that a column or field has, and a definition has not, is named. */
export const notKept = (what: string, name: string, value?: unknown): string => `${what} of "${name}"${value === undefined ? '' : `: ${String(value)}`}`;

/** A type that no column can be declared with; the message is Spark's name for it. */
class NoType extends Error {}

const commented = (value: unknown): { readonly comment?: string } => {
  const comment = text(value);
  return comment === undefined ? {} : { comment };
};
const fieldOf = (value: unknown): StructField => {
  if (!isFields(value)) throw new NoType(JSON.stringify(value));
  return { name: String(value['name']), type: typeOf(value['type']), nullable: value['nullable'] !== false, ...commented(value['comment']) };
};
const typeOf = (value: unknown): DataTypeNode => {
  if (!isFields(value)) throw new NoType(JSON.stringify(value));
  const given = String(value['name']);
  const name = OTHER_NAMES[given] ?? given;
  switch (name) {
    case 'decimal':
      return decimal(Number(value['precision'] ?? 10), Number(value['scale'] ?? 0));
    case 'char':
    case 'varchar':
      return Object.freeze({ kind: name, length: Number(value['length']) });
    case 'array':
      return arrayOf(typeOf(value['element_type']), value['element_nullable'] !== false);
    case 'map':
      return mapOf(typeOf(value['key_type']), typeOf(value['value_type']), value['value_nullable'] !== false);
    case 'struct':
      return structOf(Array.isArray(value['fields']) ? value['fields'].map(fieldOf) : []);
    case 'interval': {
      const kind = `interval ${String(value['start_unit'])} to ${String(value['end_unit'])}`;
      if (KINDS.has(kind)) return scalar(kind as (typeof SCALAR_KINDS)[number]);
      throw new NoType(kind);
    }
    default:
      if (KINDS.has(name)) return scalar(name as (typeof SCALAR_KINDS)[number]);
      throw new NoType(name);
  }
};

/** What a column, or fields within it, has besides types and comments. */
const besides = (name: string, value: unknown): readonly string[] =>
  isFields(value) ? [...('default' in value ? [notKept('default', name, value['default'])] : []), ...collationsIn(name, value['type'])] : [];
const collationsIn = (name: string, type: unknown): readonly string[] => {
  if (!isFields(type)) return [];
  const { collation, fields } = type;
  return [
    ...(typeof collation === 'string' && collation !== 'UTF8_BINARY' ? [notKept('collation', name, collation)] : []),
    ...['element_type', 'key_type', 'value_type'].flatMap((part) => collationsIn(name, type[part])),
    ...(Array.isArray(fields) ? fields.filter(isFields).flatMap((field) => besides(`${name}.${String(field['name'])}`, field)) : []),
  ];
};

const names = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((item) => text(isFields(item) ? (item['name'] ?? item['column_name']) : item) ?? []) : [];
/** `[(orders_pk, PRIMARY KEY (\`id\`, \`day\`)), …]`, as Databricks writes it. */
const keyIn = (constraints: unknown): readonly string[] => {
  const list = /PRIMARY KEY \(([^)]*)\)/i.exec(typeof constraints === 'string' ? constraints : JSON.stringify(constraints ?? ''))?.[1] ?? '';
  return [...list.matchAll(/`((?:[^`]|``)+)`|([^\s,`]+)/g)].map((m) => m[1]?.replaceAll('``', '`') ?? m[2] ?? '');
};
const mapIn = (value: unknown): Readonly<Record<string, string>> =>
  isFields(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)])) : {};

/** Whether a value is one of these descriptions. */
export const isDescription = (value: unknown): value is Fields => isFields(value) && Array.isArray(value['columns']) && typeof value['table_name'] === 'string';

/** The table of a description. */
export const describedTable = (found: Fields, source: string): ImportedTable => {
  const leftOut: string[] = [];
  const columns = (found['columns'] as readonly unknown[]).flatMap((value): readonly ColumnModel[] => {
    try {
      const field = fieldOf(value);
      leftOut.push(...besides(field.name, value));
      return [field];
    } catch (error) {
      if (!(error instanceof NoType)) throw error;
      leftOut.push(`column "${isFields(value) ? String(value['name']) : '?'}" of type ${error.message}`);
      return [];
    }
  });
  const clusterBy = names(found['clustering_columns'] ?? found['clustering_information']);
  const comment = text(found['comment']);
  const namespace = Array.isArray(found['namespace']) ? found['namespace'].map(String) : [String(found['schema_name'] ?? '')];
  return {
    kind: 'table',
    name: [String(found['catalog_name'] ?? ''), ...namespace, String(found['table_name'])].filter((part) => part !== ''),
    columns,
    ...(comment === undefined ? {} : { comment }),
    partitionBy: names(found['partition_columns']),
    clusterBy,
    primaryKey: keyIn(found['table_constraints'] ?? found['constraints']),
    properties: mapIn(found['table_properties']),
    leftOut,
    source,
  };
};
