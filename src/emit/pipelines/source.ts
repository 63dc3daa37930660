/** Sources as the runtime's options: `FileSource(…)`, `KafkaSource(…)`, `JdbcSource(…)`. */
import type { SettingModel, TableModel } from '../../model/model.ts';
import { type ClientOption, type FilesSource, type JdbcSource, type KafkaSource, isSource } from '../../model/sources.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { Imports } from '../python/imports.ts';
import type { Doc } from '../python/layout.ts';
import { type Piece, call, dict, keyword, plain, string, strings, toDoc } from '../python/syntax.ts';

type Option = readonly [string, Piece];
const RUNTIME = 'databricks_utils';
const text = (value: string): Piece => plain(pythonString(value));
const given = (name: string, value: string | undefined): readonly Option[] => (value === undefined ? [] : [[name, text(value)]]);
const flag = (name: string, value: boolean | undefined): readonly Option[] => (value === true ? [[name, plain('True')]] : []);
const number = (name: string, value: number | undefined): readonly Option[] => (value === undefined ? [] : [[name, plain(String(value))]]);
const list = (name: string, values: readonly string[] | undefined): readonly Option[] =>
  values === undefined || values.length === 0 ? [] : [[name, plain(strings(values))]];
const record = (name: string, entries: readonly (readonly [string, Piece])[]): readonly Option[] =>
  entries.length === 0 ? [] : [[name, plain(dict(entries))]];
const made = (name: string, imports: Imports, first: readonly Doc[], options: readonly Option[]): Doc =>
  toDoc(call(imports.from(RUNTIME, name), [...first, ...options.map(([key, value]) => keyword(key, value))]));

/** A value, or one for each environment alongside a default. */
export const settingPiece = ({ value, overrides = {} }: SettingModel<string>): Piece => {
  const others = Object.entries(overrides).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (others.length === 0) return text(value);
  return plain(dict([['default', text(value)], ...others.map(([environment, other]) => [environment, text(other)] as const)]));
};
/** The external tables among some, with their names. */
export const externalNames = (tables: readonly TableModel[]): readonly (readonly [string, Piece])[] =>
  tables.flatMap(({ key, body }) => (body.kind === 'external' ? [[key, settingPiece(body.name)] as const] : []));
const clientPiece = (option: ClientOption, imports: Imports): Piece => {
  if (option.kind === 'value') return settingPiece(option.value);
  return call(imports.from(RUNTIME, 'SecretRef'), [toDoc(settingPiece(option.secret.scope)), pythonString(option.secret.key)]);
};
const clientOptions = (options: KafkaSource['options'], imports: Imports): readonly Option[] =>
  record(
    'options',
    Object.entries(options).map(([name, option]) => [name, clientPiece(option, imports)] as const),
  );
const renamed = ({ columns }: TableModel): readonly Option[] =>
  record(
    'columns',
    columns.flatMap(({ name, sourceName }) => (sourceName === undefined ? [] : [[name, text(sourceName)] as const])),
  );

const files = (source: FilesSource, table: TableModel, imports: Imports): Doc =>
  made(
    'FileSource',
    imports,
    [pythonString(source.path)],
    [
      ['format', text(source.format)],
      ...given('read', source.read),
      ...(source.format === 'csv' ? [['header', plain(source.header === true ? 'True' : 'False')] as const] : []),
      ...given('separator', source.separator),
      ...given('quote', source.quote),
      ...given('escape', source.escape),
      ...given('encoding', source.encoding),
      ...list('null_values', source.nullValues),
      ...list('date_formats', source.dateFormats),
      ...list('timestamp_formats', source.timestampFormats),
      ['on_bad_value', text(source.onBadValue)],
      ...given('on_new_columns', source.onNewColumns),
      ...flag('multi_line', source.multiLine),
      ...given('row_tag', source.rowTag),
      ...given('pattern', source.pattern),
      ...flag('recursive', source.recursive),
      ...renamed(table),
      ...record(
        'metadata',
        Object.entries(source.metadata ?? {}).map(([column, field]) => [column, text(field)] as const),
      ),
    ],
  );
const kafka = (source: KafkaSource, table: TableModel, imports: Imports): Doc =>
  made(
    'KafkaSource',
    imports,
    [],
    [
      ['servers', settingPiece(source.servers)],
      ['topic', settingPiece(source.topic)],
      ['starting_offsets', text(source.startingOffsets)],
      ['on_bad_value', text(source.onBadValue)],
      ...renamed(table),
      ...clientOptions(source.options, imports),
    ],
  );
const jdbc = (source: JdbcSource, table: TableModel, imports: Imports): Doc => {
  const { split } = source;
  const parts = split && [string(split.column), string(split.from), string(split.to), plain(String(split.parts))].map(toDoc);
  return made(
    'JdbcSource',
    imports,
    [],
    [
      ['url', settingPiece(source.url)],
      source.from.kind === 'table' ? ['table', text(source.from.table)] : ['query', string(source.from.query)],
      ...given('driver', source.driver),
      ...number('fetch_size', source.fetchSize),
      ...given('new_by', source.newBy?.column),
      ...number('look_back', source.newBy?.lookBack),
      ...(parts ? [['split', call(imports.from(RUNTIME, 'JdbcSplit'), parts)] as const] : []),
      ...renamed(table),
      ...clientOptions(source.options, imports),
    ],
  );
};

/** The source of a table that has one. */
export const sourceDoc = (table: TableModel, imports: Imports): Doc => {
  const { key, body } = table;
  if (!isSource(body)) throw new Error(`${key} reads from no source`);
  switch (body.kind) {
    case 'files':
      return files(body.source, table, imports);
    case 'kafka':
      return kafka(body.source, table, imports);
    case 'jdbc':
      return jdbc(body.source, table, imports);
  }
};
