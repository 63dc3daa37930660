/** Asking the real Spark, in one process for all questions of a test file. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sqlExpression } from '../../src/emit/sql/expression.ts';
import { ONE_INPUT, compileExpr } from '../../src/emit/python/expression.ts';
import { Imports } from '../../src/emit/python/imports.ts';
import { print } from '../../src/emit/python/layout.ts';
import { toDoc } from '../../src/emit/python/syntax.ts';
import { UNNAMED } from '../../src/emit/python/window.ts';
import { type SparkJson, type SparkSchemaJson, sparkSchemaJson } from '../../src/model/spark-json.ts';
import { type ExprNode, walk } from '../../src/query/node.ts';
import type { Schema } from '../../src/query/plan.ts';

export { sparkTypeJson as sparkJson } from '../../src/model/spark-json.ts';
/** Columns as Spark says them of a frame, without comments. */
export const schemaJson = (schema: Schema): SparkSchemaJson => sparkSchemaJson(schema.map(({ name, type, nullable }) => ({ name, type, nullable })));

export interface Asked {
  readonly id: string;
  readonly node: ExprNode;
  /** In which language Spark is asked. @default 'sql' */
  readonly language?: 'sql' | 'python';
  /** Spark is expected to refuse it. */
  readonly refused?: boolean;
  readonly rows?: { readonly schema: Schema; readonly values: readonly (readonly unknown[])[] };
}
export interface Answer {
  readonly types: Readonly<Record<string, { readonly type: SparkJson; readonly nullable: boolean } | { readonly error: string }>>;
  readonly values: Readonly<Record<string, readonly unknown[] | { readonly error: string }>>;
  /** One text a row, or one error. */
  readonly edges: Readonly<Record<string, { readonly sql: readonly unknown[]; readonly python: readonly unknown[] }>>;
  /** What `SHOW SYSTEM FUNCTIONS` lists. */
  readonly functions: readonly string[];
  readonly spark: string;
}
export interface Edges {
  readonly rows: string;
  readonly cases: readonly { readonly id: string; readonly node: ExprNode }[];
}

/** Aggregates and expressions of single rows cannot stand in one selection, and windows sort the rows. */
const groupOf = ({ node, refused }: Asked): string => {
  let group = refused ? 'refused' : 'row';
  walk([node], (n) => {
    if (n.kind === 'aggregate' || n.kind === 'window') group = n.kind;
    return n.kind !== 'window';
  });
  return group;
};

/** The Python with PySpark, or undefined where the machine has none. */
export const python = process.env['LAKEWRIGHT_TEST_PYTHON'];

/** The expression as generated code has it. */
export const textOf = ({ node, language }: Pick<Asked, 'node' | 'language'>): string =>
  language === 'python' ? print(toDoc(compileExpr(node, { imports: new Imports(), scope: ONE_INPUT, windows: UNNAMED }))) : sqlExpression(node);
const edgeJson = (one: Edges['cases'][number]): object => ({
  id: one.id,
  sql: textOf(one),
  python: textOf({ ...one, language: 'python' }),
  group: groupOf(one),
  binary: one.node.type.kind === 'binary',
});
export const askSpark = (columns: Schema, analyze: readonly Asked[], evaluate: readonly Asked[], edges?: Edges): Answer => {
  const request = {
    columns: schemaJson(columns),
    analyze: analyze.map((one) => ({ id: one.id, [one.language ?? 'sql']: textOf(one), group: `${groupOf(one)} ${one.language ?? 'sql'}` })),
    evaluate: evaluate.map(({ rows, ...one }) => ({
      id: one.id,
      [one.language ?? 'sql']: textOf(one),
      group: `${groupOf(one)} ${one.language ?? 'sql'}`,
      ...(rows ? { schema: schemaJson(rows.schema), rows: rows.values } : {}),
    })),
    ...(edges ? { edges: { rows: edges.rows, cases: edges.cases.map(edgeJson) } } : {}),
  };
  const script = fileURLToPath(new URL('./functions.spark.py', import.meta.url));
  const run = spawnSync(python ?? '', [script], { input: JSON.stringify(request), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`Spark did not answer:\n${run.stderr.slice(-3000)}`);
  return JSON.parse(run.stdout) as Answer;
};
