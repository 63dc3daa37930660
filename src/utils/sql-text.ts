/** Spark SQL's text of names and values: the one place that escapes for it. */

/** Words that some Spark or Databricks reads as syntax where a name is expected; quoting one too many does no harm. */
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

/** A name in backticks. */
export const inBackticks = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
/** A name, in backticks where it needs them. */
export const sqlIdentifier = (name: string): string => (BARE.test(name) && !WORDS.has(name.toLowerCase()) ? name : inBackticks(name));

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

const NOTHING_TO_ESCAPE = /^[ -#%&(-[\]-z|}~]*$/;

/** A text literal. */
export const sqlString = (text: string): string => (NOTHING_TO_ESCAPE.test(text) ? `'${text}'` : `'${text.replace(ESCAPED, escapeOf)}'`);

/** A comment that ends where its line ends, whatever the text holds. */
export const sqlComment = (text: string): string =>
  text
    .split(/\r\n?|[\n\u0085\u2028\u2029]/)
    .map((line) => `-- ${line.replace(ESCAPED, (c) => (c === "'" || c === '\\' ? c : escapeOf(c)))}`.trimEnd())
    .join('\n');
