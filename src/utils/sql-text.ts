/** Spark SQL's text of names, values and types: the one place that escapes for it. */
import type { DataTypeNode } from '../query/datatype.ts';

/** Words that some Spark or Databricks reads as syntax where a name stands; quoting one too many does no harm. */
const WORDS = new Set(
  (
    'all alter and anti any array as asc at authorization between both by case cast check collate column commit constraint create ' +
    'cross cube current current_catalog current_database current_date current_schema current_time current_timestamp current_user ' +
    'date delete desc describe distinct div drop else end escape except exclude exists explain external extract false fetch filter ' +
    'first for foreign from full function global grant group grouping having identifier if ilike in inner insert intersect interval ' +
    'into is join last lateral leading left like limit local localtime localtimestamp map minus named natural no not null of offset ' +
    'on only or order outer over overlaps overlay partition pivot position primary qualify range recursive references regexp replace ' +
    'revoke right rlike rollback rollup row rows select semi session_user set setminus some start struct table tablesample then time ' +
    'timestamp timestamp_ltz timestamp_ntz to trailing transform trim true truncate union unique unknown unpivot update user using ' +
    'values when where window with within without'
  ).split(' '),
);
const BARE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name, in backticks where it needs them. */
export const sqlIdentifier = (name: string): string =>
  BARE.test(name) && !WORDS.has(name.toLowerCase()) ? name : `\`${name.replaceAll('`', '``')}\``;

/** A name of several parts, e.g. catalog, schema and table. */
export const sqlName = (...parts: readonly string[]): string => parts.map(sqlIdentifier).join('.');

/**
 * What is written as an escape: quotes and backslashes; control, invisible and direction-changing characters and lone
 * surrogates; `${`, which Spark's variable substitution and the Databricks CLI read even inside a text; and `{{`, which
 * SQL tasks replace by parameters.
 */
const ESCAPED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /['\\]|\$(?=\{)|\{(?=\{)|[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SHORT: Readonly<Record<string, string>> = { "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escapeOf = (c: string): string => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text literal. */
export const sqlString = (text: string): string => `'${text.replace(ESCAPED, escapeOf)}'`;

/** A comment that ends where its line ends, whatever the text holds. */
export const sqlComment = (text: string): string =>
  text
    .split(/\r\n?|[\n\u0085\u2028\u2029]/)
    .map((line) => `-- ${line.replace(ESCAPED, (c) => (c === "'" || c === '\\' ? c : escapeOf(c)))}`.trimEnd())
    .join('\n');

export interface SqlTypeOptions {
  /** Keeps what only a column's declaration can say: `VARCHAR(n)`, `NOT NULL` and comments of fields. @default false */
  readonly declared?: boolean;
}
/** A data type. In expressions sized text is `STRING`, because Spark reads it so. */
export const sqlType = (type: DataTypeNode, options: SqlTypeOptions = {}): string => {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'char':
    case 'varchar':
      return options.declared ? `${type.kind.toUpperCase()}(${type.length})` : 'STRING';
    case 'array':
      return `ARRAY<${sqlType(type.element, options)}>`;
    case 'map':
      return `MAP<${sqlType(type.key, options)}, ${sqlType(type.value, options)}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((field) => structField(field, options)).join(', ')}>`;
    case 'error':
      throw new Error('a type that is known to be wrong has no SQL: diagnostics must stop synthesis before');
    default:
      return type.kind.toUpperCase();
  }
};
type Field = Extract<DataTypeNode, { kind: 'struct' }>['fields'][number];
const structField = (field: Field, options: SqlTypeOptions): string => {
  const text = `${sqlIdentifier(field.name)}: ${sqlType(field.type, options)}`;
  if (!options.declared) return text;
  const comment = field.comment === undefined ? '' : ` COMMENT ${sqlString(field.comment)}`;
  return `${text}${field.nullable ? '' : ' NOT NULL'}${comment}`;
};
