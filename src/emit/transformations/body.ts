/** The content of a table's function, by kind of body. */
import type { BodyKind, BodyModel, TableModel } from '../../model/model.ts';
import { pythonLongText, pythonString } from '../../utils/python-text.ts';
import { isSqlQuoted, sqlTokens } from '../../query/sql-tokens.ts';
import { closed } from '../python/docstring.ts';
import type { Imports } from '../python/imports.ts';
import { type Doc, concat } from '../python/layout.ts';
import { functionName, Names } from '../python/names.ts';
import { planStatements } from '../python/plan.ts';
import { call, method, plain, statement, string, subscript, toDoc } from '../python/syntax.ts';
import { LANDING, type Tables } from '../python/table.ts';
import { viewQuery } from '../sql/view.ts';

type Write<K extends BodyKind> = (body: Extract<BodyModel, { kind: K }>, table: TableModel, tables: Tables, imports: Imports) => readonly Doc[];

const STEP = '    ';
/** Whether a line of the text ends within quotes, where leading spaces count. */
const quotesSpanLines = (text: string): boolean => sqlTokens(text).some((token) => isSqlQuoted(token) && token.text.includes('\n'));
/** SQL as a literal of several lines, in step with the code around it. */
export const sqlLiteralText = (text: string, depth: number, prefix = ''): string => {
  const trimmed = text.replace(/^[ \t]*\n/, '').trimEnd();
  if (!trimmed.includes('\n')) return `${prefix}${pythonString(trimmed.trim())}`;
  if (quotesSpanLines(trimmed)) return `${prefix}"""${pythonLongText(trimmed)}"""`;
  const lines = trimmed.split('\n').map((l) => l.replace(/\t/g, STEP).trimEnd());
  const margins = lines.filter((l) => l !== '').map((l) => l.length - l.trimStart().length);
  // The first line directly follows the quotes of the template.
  const rest = lines
    .slice(1)
    .filter((l) => l !== '')
    .map((l) => l.length - l.trimStart().length);
  const firstIsFlush = text === trimmed || !/^[ \t]*\n/.test(text);
  const common = Math.min(...(firstIsFlush && rest.length > 0 ? rest : margins));
  const shifted = lines.map((l, i) => (i === 0 && firstIsFlush ? l.trimStart() : l.slice(common)));
  const margin = STEP.repeat(depth);
  return `${prefix}"""\n${shifted.map((l) => (l === '' ? '' : margin + pythonLongText(l))).join('\n')}\n${margin}"""`;
};

const sql: Write<'sql'> = ({ parts }, table, tables, imports) => {
  const inputs = tables.inputs(table);
  const names = new Map(inputs.map(({ argument, table: key }) => [key, argument]));
  const [first] = inputs;
  // Spark formats the text if frames are given, so braces in the text are doubled then.
  const text = parts.map((part) => (typeof part === 'string' ? (first ? part.replace(/[{}]/g, '$&$&') : part) : `{${names.get(part.table)}}`)).join('');
  const literal = sqlLiteralText(text.replace(/[\s;]+$/, ''), 2);
  const session = first ? plain(`${first.argument}.sparkSession`) : method(plain(imports.use('SparkSession')), 'active');
  return [statement('return ', method(session, 'sql', [literal, ...inputs.map(({ argument }) => `${argument}=${argument}`)]))];
};

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const python: Write<'python'> = ({ file, function: name, inputs }, _table, _tables, imports) => {
  const path = file.replace(/\.py$/, '').replace(/^\.\//, '').split('/');
  const parts = path[0] === 'src' ? path.slice(1) : path;
  const docs = inputs.map(({ argument }) => `${argument}=${argument}`);
  if (parts.every((part) => IDENTIFIER.test(part))) return [statement('return ', call(`${imports.module(parts.join('.'))}.${name}`, docs))];
  const module = call(imports.use('import_module'), [pythonString(parts.join('.'))]);
  return [statement(`frame: ${imports.use('DataFrame')} = `, method(module, name, docs)), 'return frame'];
};

const unwritten: Write<'unwritten'> = (_, { key, intent }) => {
  const said = intent === undefined ? `${key} is not written yet.` : `${key} is not written yet: ${closed(intent)}`;
  const message = `${said} Give the table a query in .projenrc.ts: from(…), sql\`…\` or python({ … }).`;
  return [statement('raise ', call('NotImplementedError', [toDoc(string(message))]))];
};

const relation: Write<'relation'> = ({ plan }, table, tables, imports) => {
  const inputs = tables.inputs(table);
  const parameters = new Map(inputs.map(({ argument, table: key }) => [key, argument]));
  const names = new Names([functionName(table.module), ...inputs.map(({ argument }) => argument)]);
  const sources = { parameter: (key: string) => parameters.get(key) ?? key, isOpen: (key: string) => tables.isOpen(key) };
  return planStatements(plan, sources, imports, names);
};

const BODIES: { readonly [K in BodyKind]: Write<K> } = {
  relation,
  sql,
  python,
  unwritten,
  files: () => [`return ${LANDING}`],
  kafka: () => [`return ${LANDING}`],
  jdbc: () => [`return ${LANDING}`],
  external: (_, { key }) => {
    throw new Error(`${key} is made elsewhere`);
  },
};

/** Surrounds the names of tables: names of catalogs hold no control characters. */
const MARK = '\u0000';
/** A view is a query: its function gives the text for the names of an environment. */
const viewStatements = (table: TableModel, tables: Tables): readonly Doc[] => {
  const names = new Names([functionName(table.module), 'names']);
  const variables = new Map(
    [...new Set(table.reads)].map((key) => [key, names.free(tables.get(key).module, `${tables.layer(tables.get(key))}_${tables.get(key).module}`)]),
  );
  const marker = (key: string): string => `${MARK}${variables.get(key)}${MARK}`;
  const query = viewQuery(table, marker);
  if (query === undefined) throw new Error(`the view ${table.key} has no query`);
  const text = query.replace(/[{}]/g, '$&$&').replace(new RegExp(`${MARK}([a-z0-9_]+)${MARK}`, 'g'), '{$1}');
  return [
    ...[...variables].map(([key, variable]) => concat(`${variable} = `, subscript('names', pythonString(key)))),
    statement('return ', plain(sqlLiteralText(text, 1, 'f'))),
  ];
};

export const bodyStatements = (table: TableModel, tables: Tables, imports: Imports): readonly Doc[] =>
  table.kind === 'view' ? viewStatements(table, tables) : (BODIES[table.body.kind] as Write<BodyKind>)(table.body, table, tables, imports);
