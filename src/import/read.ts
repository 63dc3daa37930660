/** Finds out what a file or folder is, and what tables it describes. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, sep } from 'node:path';
import { ManifestError, readManifest } from '../model/manifest.ts';
import type { ColumnModel, Model } from '../model/model.ts';
import { fieldsOfSparkJson, typeOfSparkJson, UnknownSparkType } from '../model/spark-json.ts';
import { describedTable, isDescription, isFields, notKept } from './describe-json.ts';
import { ImportFailure } from './diagnostics.ts';
import type { Imported, ImportedContract, ImportedTable } from './imported.ts';

/** What only Spark can read. */
export interface SparkSource {
  readonly kind: 'ddl' | 'parquet' | 'delta';
  /** The text, or the absolute path. */
  readonly content: string;
  readonly source: string;
  readonly files?: ImportedTable['files'];
}
export type Found = { readonly tables: readonly Imported[] } | { readonly spark: SparkSource };

const unreadable = (file: string, why: string): ImportFailure => new ImportFailure({ kind: 'import-unreadable', file, why });

/** Tables and views that a project makes; what it reads from others is not for it to promise. */
const contractsOf = (model: Model): readonly ImportedContract[] =>
  model.tables
    .filter(({ kind }) => kind !== 'external')
    .map(({ key, intent, columns }) => ({ kind: 'contract', project: model.project.name, name: key, columns, ...(intent === undefined ? {} : { intent }) }));

const stem = (path: string): string => basename(path, extname(path));
/** What Spark notes with columns and fields that a definition does not have. */
const notedBeside = (name: string, metadata: unknown): readonly string[] => {
  if (!isFields(metadata)) return [];
  const collations = isFields(metadata['__COLLATIONS'])
    ? Object.values(metadata['__COLLATIONS']).map((given) => String(given).replace(/^(spark|icu)\./, ''))
    : [];
  return [
    ...(Object.keys(metadata).some((key) => key.startsWith('identity.')) ? [notKept('identity', name)] : []),
    ...('CURRENT_DEFAULT' in metadata ? [notKept('default', name, metadata['CURRENT_DEFAULT'])] : []),
    ...('GENERATION_EXPRESSION' in metadata ? [notKept('generation', name, metadata['GENERATION_EXPRESSION'])] : []),
    ...new Set(collations.map((collation) => notKept('collation', name, collation))),
  ];
};
/** The same of fields inside of a type. */
const notedWithin = (name: string, type: unknown): readonly string[] => {
  if (!isFields(type)) return [];
  const fields = Array.isArray(type['fields']) ? type['fields'].filter(isFields) : [];
  return [
    ...fields.flatMap((field) => {
      const path = `${name}.${String(field['name'])}`;
      return [...notedBeside(path, field['metadata']), ...notedWithin(path, field['type'])];
    }),
    ...['elementType', 'keyType', 'valueType'].flatMap((part) => notedWithin(name, type[part])),
  ];
};
/** Columns as Spark writes them; those of unknown types are left out and named. */
export const columnsOfSpark = (schema: unknown): { readonly columns: readonly ColumnModel[]; readonly leftOut: readonly string[] } => {
  const fields = isFields(schema) && Array.isArray(schema['fields']) ? schema['fields'] : [];
  const leftOut: string[] = [];
  const columns = fields.filter(isFields).flatMap((field) => {
    try {
      typeOfSparkJson(field['type']);
      leftOut.push(...notedBeside(String(field['name']), field['metadata']), ...notedWithin(String(field['name']), field['type']));
      return fieldsOfSparkJson({ type: 'struct', fields: [field] });
    } catch (error) {
      if (!(error instanceof UnknownSparkType)) throw error;
      leftOut.push(`column "${String(field['name'])}" of type ${error.message}`);
      return [];
    }
  });
  return { columns, leftOut };
};
const schemaTable = (schema: unknown, source: string): ImportedTable => ({
  kind: 'table',
  name: [stem(source)],
  ...columnsOfSpark(schema),
  partitionBy: [],
  clusterBy: [],
  primaryKey: [],
  properties: {},
  source,
});

const jsonValues = (text: string): readonly unknown[] => {
  const parse = (part: string): unknown => {
    const value: unknown = JSON.parse(part);
    // A result of one column, as a notebook or the CLI shows it.
    return isFields(value) && typeof value['json_metadata'] === 'string' ? JSON.parse(value['json_metadata']) : value;
  };
  try {
    const value = parse(text);
    return Array.isArray(value) ? value.map((item) => parse(JSON.stringify(item))) : [value];
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map(parse);
  }
};
const jsonTables = (text: string, source: string): readonly Imported[] => {
  let values: readonly unknown[];
  try {
    values = jsonValues(text);
  } catch {
    throw unreadable(source, 'it is not JSON');
  }
  return values.flatMap((value): readonly Imported[] => {
    if (isDescription(value)) return [describedTable(value, source)];
    if (isFields(value) && value['type'] === 'struct' && Array.isArray(value['fields'])) return [schemaTable(value, source)];
    if (isFields(value) && 'model' in value && 'format' in value) {
      try {
        return contractsOf(readManifest(text));
      } catch (error) {
        if (error instanceof ManifestError) throw unreadable(source, error.message);
        throw error;
      }
    }
    throw unreadable(source, 'it is neither the output of DESCRIBE … AS JSON, nor a schema as Spark writes it, nor the manifest of a project');
  });
};

/** A path as a definition in `cwd` would name it. */
const inProject = (path: string, cwd: string): string => {
  const from = relative(cwd, path);
  return from === '' || from.startsWith('..') || isAbsolute(from) ? path : from.split(sep).join('/');
};

/** What `given`, a path from `cwd`, describes; throws an `ImportFailure`. */
export const look = (given: string, cwd: string): Found => {
  const path = isAbsolute(given) ? given : join(cwd, given);
  const state = statSync(path, { throwIfNoEntry: false });
  if (!state) throw new ImportFailure({ kind: 'import-missing', file: given });
  const isDelta = state.isDirectory() && existsSync(join(path, '_delta_log'));
  if (state.isDirectory() || extname(path).toLowerCase() === '.parquet') {
    const format = isDelta ? 'delta' : 'parquet';
    return { spark: { kind: format, content: path, source: given, files: { path: inProject(path, cwd), format } } };
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw unreadable(given, error instanceof Error ? error.message : String(error));
  }
  return extname(path).toLowerCase() === '.json' ? { tables: jsonTables(text, given) } : { spark: { kind: 'ddl', content: text, source: given } };
};

/** The table that Spark described for a source. */
export const sparkTable = (event: Readonly<Record<string, unknown>>, { source, files }: SparkSource): ImportedTable => {
  const list = (key: string): readonly string[] => (Array.isArray(event[key]) ? event[key].map(String) : []);
  const { columns, leftOut } = columnsOfSpark(event['schema']);
  const name = list('name');
  return {
    kind: 'table',
    name: name.length > 0 ? name : [stem(source)],
    columns,
    ...(typeof event['comment'] === 'string' ? { comment: event['comment'] } : {}),
    partitionBy: list('partition_by'),
    clusterBy: event['cluster_by_auto'] === true ? 'auto' : list('cluster_by'),
    primaryKey: list('primary_key'),
    properties: isFields(event['properties']) ? Object.fromEntries(Object.entries(event['properties']).map(([key, value]) => [key, String(value)])) : {},
    leftOut: [...leftOut, ...list('left_out')],
    source,
    ...(files ? { files } : {}),
  };
};
