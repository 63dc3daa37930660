/** A body as models write it, and the change of the definition that puts it there. */
import { z } from 'zod';
import type { Model, TableModel } from '../../model/model.ts';
import { constructOf } from '../apply/index.ts';
import type { Change } from '../change.ts';
import { CANDIDATE_NAMES } from '../trial/candidate.ts';

/** Identifiers by which a body speaks of tables. */
const INPUT = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z_]\w{0,60}$/)
    .describe('an identifier of your choice, by which the code speaks of the table'),
  table: z.string().describe('the key of the table, as it was given, e.g. bronze.orders'),
});
const INPUTS = z.array(INPUT).max(30);
export const BODY = z.object({
  form: z.enum(['relation', 'sql']).describe('relation, unless something cannot be said in it'),
  inputs: INPUTS,
  code: z.string().min(1).max(30_000).describe('relation: one TypeScript expression. sql: one SELECT of Spark SQL over the names of the inputs'),
  why_sql: z.string().nullable().describe('why it is no relation; null where it is one'),
});
export type Body = z.infer<typeof BODY>;
/** Another solution, always in SQL. */
export const SQL_BODY = z.object({ inputs: INPUTS, code: z.string().min(1).max(30_000).describe('one SELECT of Spark SQL over the names of the inputs') });

/** Comments, texts and quoted names stay as they are; names of inputs become holes, where they stand for a table. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`[^`]*`|[A-Za-z_]\w*|[\s\S]/g;
const BEFORE_TABLE = new Set(['FROM', 'JOIN', 'UPDATE', 'INTO', 'TABLE', ',']);
/** A template of SQL with a hole for each table: `sql\`SELECT … FROM ${orders}\``. */
const sqlTemplate = (code: string, names: ReadonlySet<string>): string => {
  let before = '';
  const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  const tokens = code.trim().replace(/;\s*$/, '').match(TOKEN) ?? [];
  const parts = tokens.map((token, i) => {
    const bare = token.replace(/^`|`$/g, '');
    const isTable = BEFORE_TABLE.has(before) && names.has(bare) && tokens[i + 1] !== '(' && tokens[i + 1] !== '.';
    if (!/^\s+$|^--|^\/\*/.test(token)) before = token.toUpperCase();
    if (!isTable) return escaped(token);
    // A column may be qualified by the name that the table had.
    const next = tokens.slice(i + 1).find((each) => !/^\s+$/.test(each));
    const hasAlias = next !== undefined && /^[A-Za-z_]/.test(next) && !NO_ALIAS.has(next.toUpperCase());
    return `\${${bare}}${hasAlias ? '' : ` AS ${bare}`}`;
  });
  return `sql\`${parts.join('')}\``;
};
const NO_ALIAS = new Set(
  'ON USING WHERE GROUP ORDER HAVING LIMIT JOIN LEFT RIGHT INNER FULL CROSS ANTI SEMI NATURAL UNION INTERSECT EXCEPT MINUS LATERAL PIVOT UNPIVOT WINDOW QUALIFY TABLESAMPLE CLUSTER DISTRIBUTE SORT SELECT FROM OUTER SET'.split(
    ' ',
  ),
);

/** What is wrong with the inputs of a body: a table that is not there, or may not be read. */
export const unknownInputs = ({ inputs }: Pick<Body, 'inputs'>, allowed: readonly TableModel[]): readonly string[] => {
  const keys = new Set(allowed.map(({ key }) => key));
  return inputs.flatMap(({ table }) => (keys.has(table) ? [] : [table]));
};
export const codeOf = ({ form, inputs, code }: Pick<Body, 'form' | 'inputs' | 'code'>): string =>
  form === 'relation' ? code.trim().replace(/;\s*$/, '') : sqlTemplate(code, new Set(inputs.map(({ name }) => name)));

/** The change that makes a body that of a table; undefined where a place is not known. */
export const bodyChange = (model: Model, table: TableModel, body: Pick<Body, 'form' | 'inputs' | 'code'>): Change | undefined => {
  const construct = constructOf(model, table.key);
  const tables = body.inputs.flatMap(({ name, table: key }) => {
    const ref = constructOf(model, key);
    return ref ? [{ name, table: ref }] : [];
  });
  if (!construct || tables.length < body.inputs.length) return undefined;
  const taken = new Set(tables.map(({ name }) => name));
  return { kind: 'properties', construct, set: { query: { code: codeOf(body), tables, uses: CANDIDATE_NAMES.filter((name) => !taken.has(name)) } } };
};
