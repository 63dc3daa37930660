/** Which SQL a body may be: one query over its inputs that reads nothing else and calls nothing outside SQL. */
import { isSqlComment, type SqlToken, sqlTokens } from '../../query/sql-tokens.ts';

const LONGEST = 50_000;

/** Functions that run code, or reach files, models and the network. */
const FUNCTIONS = new Set([
  'reflect',
  'java_method',
  'try_reflect',
  'read_files',
  'http_request',
  'remote_query',
  'vector_search',
  'cloud_files_state',
  'secret',
  'try_secret',
  'event_log',
  'input_file_name',
  'input_file_block_start',
  'input_file_block_length',
  'read_kafka',
  'read_kinesis',
  'read_pubsub',
  'read_pulsar',
  'read_statestore',
  'read_state_metadata',
  'table_changes',
  'list_secrets',
]);
/** Readers of files, as `csv.`path``. */
const FORMATS = new Set([
  'csv',
  'json',
  'parquet',
  'delta',
  'orc',
  'text',
  'avro',
  'xml',
  'binaryfile',
  'iceberg',
  'jdbc',
  'kafka',
  'image',
  'libsvm',
  'rate',
  'socket',
  'noop',
  'cloudfiles',
]);
const BEGINNINGS = new Set(['select', 'with', 'from', 'values', 'table', 'map', 'reduce', '(']);
const BEFORE_TABLE = new Set(['from', 'join', 'table']);
/** Words that begin something other than a query; SQL runs user scripts with TRANSFORM ... USING. */
const STATEMENTS = new Set([
  'insert',
  'create',
  'drop',
  'alter',
  'merge',
  'update',
  'delete',
  'truncate',
  'grant',
  'revoke',
  'copy',
  'load',
  'msck',
  'refresh',
  'uncache',
  'vacuum',
  'optimize',
  'restore',
  'execute',
  'declare',
]);

/** What could end elsewhere for Spark than for us, so that code would pass for a comment or a text: Spark takes comments within comments, and reads hints. */
const hides = (token: SqlToken): string | undefined => {
  if (!isSqlComment(token)) return undefined;
  if (token.text.startsWith('/*') && token.text.includes('/*', 2)) return 'a comment within a comment';
  return token.text.startsWith('/*+') && /['"`]|--/.test(token.text) ? 'a hint with texts or comments' : undefined;
};

/** Something that a text must not hold, where it is, and what to do instead. */
export interface Forbidden {
  readonly what: string;
  readonly at: number;
  readonly instead?: string;
}
/** What is not allowed in a text of SQL: the first thing. */
export const forbiddenInSql = (sql: string): Forbidden | undefined => {
  if (sql.length > LONGEST) return { what: `a text of more than ${LONGEST} characters`, at: LONGEST };
  const variable = sql.indexOf('${');
  // Spark substitutes variables before it reads a text, even within quotes.
  if (variable !== -1) return { what: '`${`', at: variable, instead: 'name an input' };
  const all = sqlTokens(sql);
  const hidden = all.find((token) => hides(token) !== undefined);
  if (hidden) return { what: hides(hidden) as string, at: hidden.offset };
  const tokens = all.filter((token) => !isSqlComment(token) && !/^\s/.test(token.text));
  const [first] = tokens;
  if (!first || !BEGINNINGS.has(first.text.toLowerCase()))
    return { what: 'SQL that is no query', at: first?.offset ?? 0, instead: 'begin with SELECT, WITH, FROM or VALUES' };
  for (const [i, { text, offset: at }] of tokens.entries()) {
    const word = text.toLowerCase();
    const next = tokens[i + 1]?.text ?? '';
    const before = (tokens[i - 1]?.text ?? '').toLowerCase();
    if (text === ';') return { what: 'a second statement', at };
    if (text === "'" || text === '"' || text === '`') return { what: 'a text that does not end', at };
    const name = text.startsWith('`') ? text.slice(1, -1).toLowerCase() : word;
    if (before !== '.' && next === '(' && (FUNCTIONS.has(name) || name.startsWith('ai_'))) return { what: `the function ${name}`, at };
    const isPath = (tokens[i + 2]?.text ?? '').startsWith('`') || BEFORE_TABLE.has(before);
    if (FORMATS.has(name) && next === '.' && isPath) return { what: 'a file as a table', at, instead: 'read an input' };
    if (STATEMENTS.has(word) && (i === 0 || /^(?:\(|;|\))$/.test(before))) return { what: text.toUpperCase(), at };
    if (word === 'using' && /^['"]/.test(next)) return { what: 'a program that SQL starts', at };
    if (word === 'identifier' && next === '(') return { what: 'a name that is computed', at };
  }
  return undefined;
};
