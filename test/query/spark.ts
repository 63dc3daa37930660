/** Asking the real Spark, in one process for all questions of a test file. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sqlExpression } from '../../src/emit/sql/expression.ts';
import { ONE_INPUT, compileExpr } from '../../src/emit/python/expression.ts';
import { Imports } from '../../src/emit/python/imports.ts';
import { print } from '../../src/emit/python/layout.ts';
import { toDoc } from '../../src/emit/python/syntax.ts';
import { UNNAMED } from '../../src/emit/python/window.ts';
import type { DataTypeNode } from '../../src/query/datatype.ts';
import { type ExprNode, walk } from '../../src/query/node.ts';
import type { Schema } from '../../src/query/plan.ts';

export type SparkJson = string | { readonly [key: string]: unknown };

const NAMES: Readonly<Record<string, string>> = { tinyint: 'byte', smallint: 'short', int: 'integer', bigint: 'long' };
/** A type as Spark writes it in JSON. */
export const sparkJson = (type: DataTypeNode): SparkJson => {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
      return `${type.kind}(${type.length})`;
    case 'array':
      return { type: 'array', elementType: sparkJson(type.element), containsNull: type.containsNull };
    case 'map':
      return { type: 'map', keyType: sparkJson(type.key), valueType: sparkJson(type.value), valueContainsNull: type.valueContainsNull };
    case 'struct':
      return schemaJson(type.fields);
    default:
      return NAMES[type.kind] ?? type.kind;
  }
};
export const schemaJson = (schema: Schema): { readonly type: string; readonly fields: readonly object[] } => ({
  type: 'struct',
  fields: schema.map(({ name, type, nullable }) => ({ name, type: sparkJson(type), nullable, metadata: {} })),
});

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
