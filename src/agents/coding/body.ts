/** A body as models write it, and the change of the definition that puts it there. */
import { z } from 'zod';
import type { Model, TableModel } from '../../model/model.ts';
import { constructOf } from '../apply/index.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { functionName } from '../../emit/python/names.ts';
import { sqlTokens } from '../../query/sql-tokens.ts';
import { typescriptString, typescriptTemplate } from '../../utils/typescript-text.ts';
import type { Change } from '../change.ts';
import { CANDIDATE_NAMES } from '../trial/candidate.ts';
import { fileText } from '../file-text.ts';

/** Identifiers by which a body refers to tables. */
const INPUT = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z_]\w{0,60}$/)
    .describe('an identifier of your choice, by which the code speaks of the table'),
  table: z.string().describe('the key of the table, as it was given, e.g. bronze.orders'),
});
const INPUTS = z.array(INPUT).max(30);
export const BODY = z.object({
  form: z
    .enum(['relation', 'sql', 'python'])
    .describe(
      'relation, unless something cannot be said in it; then sql; python last, only for what neither can say, such as a step repeated until nothing changes',
    ),
  inputs: INPUTS,
  code: z
    .string()
    .min(1)
    .max(30_000)
    .describe(
      'relation: one TypeScript expression. sql: one SELECT of Spark SQL over the names of the inputs. python: a whole file for PySpark 4, typed, with a docstring, and in it a function that is called like the table and takes one DataFrame for each input by its name and returns the DataFrame; it imports only from pyspark.sql and a few modules of the standard library, and reads and writes nothing else',
    ),
  why_sql: z.string().nullable().describe('why it is no relation; null where it is one'),
  why_python: z.string().nullish().describe('of python only: what neither a relation nor SQL can say'),
  why_leaves_spark: z
    .string()
    .nullish()
    .describe('of python only: why rows must come to the driver, or go through a function of Python one by one; null where they do not'),
});
export type Body = z.infer<typeof BODY>;
/** Another solution, always in SQL. */
export const SQL_BODY = z.object({ inputs: INPUTS, code: z.string().min(1).max(30_000).describe('one SELECT of Spark SQL over the names of the inputs') });

const BEFORE_TABLE = new Set(['FROM', 'JOIN', 'UPDATE', 'INTO', 'TABLE', ',']);
/** A template of SQL with a hole for each table, in place of each name of an input: `sql\`SELECT … FROM ${orders}\``. */
const sqlTemplate = (code: string, names: ReadonlySet<string>): string => {
  let before = '';
  const tokens = sqlTokens(code.trim().replace(/;\s*$/, '')).map(({ text }) => text);
  const parts = tokens.map((token, i) => {
    const bare = token.replace(/^`|`$/g, '');
    const isTable = BEFORE_TABLE.has(before) && names.has(bare) && tokens[i + 1] !== '(' && tokens[i + 1] !== '.';
    if (!/^\s+$|^--|^\/\*/.test(token)) before = token.toUpperCase();
    if (!isTable) return typescriptTemplate(token);
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

/** What is wrong with the inputs of a body: a table that does not exist, or may not be read. */
export const unknownInputs = ({ inputs }: Pick<Body, 'inputs'>, allowed: readonly TableModel[]): readonly string[] => {
  const keys = new Set(allowed.map(({ key }) => key));
  return inputs.flatMap(({ table }) => (keys.has(table) ? [] : [table]));
};
export const codeOf = ({ form, inputs, code }: Pick<Body, 'form' | 'inputs' | 'code'>): string => {
  switch (form) {
    case 'relation':
      return code.trim().replace(/;\s*$/, '');
    case 'sql':
      return sqlTemplate(code, new Set(inputs.map(({ name }) => name)));
    case 'python':
      return `${code.replaceAll('\r\n', '\n').trim()}\n`;
    default:
      return form satisfies never;
  }
};

/** Where the users' own bodies are, as in `bodies/score.py`. */
const BODIES = 'bodies';
const MOST_FILES = 100;
/** Where a body in Python would go: a file that does not exist yet, or that already has this very text. */
export const pythonFile = (root: string, { layer, module }: TableModel, content: string): string => {
  const name = `${BODIES}/${layer.replaceAll(/\W/g, '_')}_${module}`;
  const isFree = (path: string): boolean => !existsSync(join(root, path)) || fileText(join(root, path)) === content;
  const wishes = [`${name}.py`, ...Array.from({ length: MOST_FILES }, (_, i) => `${name}_${i + 2}.py`)];
  // The applier refuses existing files.
  return wishes.find(isFree) ?? `${name}.py`;
};

/** What of a body is examined before it runs. */
export const candidateOf = (root: string, table: TableModel, body: Body) => {
  const { form, inputs, why_python: reason, why_leaves_spark: leavesSpark } = body;
  const code = form === 'python' ? codeOf(body) : body.code;
  if (form !== 'python') return { form, code, inputs };
  const python = { file: pythonFile(root, table, code), function: functionName(table.module), reason: reason ?? '', ...(leavesSpark ? { leavesSpark } : {}) };
  return { form, code, inputs, python };
};

/** The changes that make a body that of a table, all or none: in Python, also a file. Undefined if a place is not known. */
export const bodyChanges = (root: string, model: Model, table: TableModel, body: Pick<Body, 'form' | 'inputs' | 'code'>): readonly Change[] | undefined => {
  const construct = constructOf(model, table.key);
  const tables = body.inputs.flatMap(({ name, table: key }) => {
    const ref = constructOf(model, key);
    return ref ? [{ name, table: ref }] : [];
  });
  if (!construct || tables.length < body.inputs.length) return undefined;
  const taken = new Set(tables.map(({ name }) => name));
  const query = (code: string, names: readonly string[]): Change => ({
    kind: 'properties',
    construct,
    set: { query: { code, tables, uses: names.filter((name) => !taken.has(name)) } },
  });
  if (body.form !== 'python') return [query(codeOf(body), CANDIDATE_NAMES)];
  const content = codeOf(body);
  const path = pythonFile(root, table, content);
  const inputs = body.inputs.map(({ name }) => name).join(', ');
  const call = `python({ file: ${typescriptString(path)}, function: ${typescriptString(functionName(table.module))}, inputs: { ${inputs} } })`;
  return [{ kind: 'file', path, content }, query(call, ['python'])];
};
