/** What is asked of Spark: the bodies of some tables, over empty frames with the declared columns of what they read. */
import { emitTransformations } from '../emit/transformations/index.ts';
import { functionName } from '../emit/python/names.ts';
import { Tables } from '../emit/python/table.ts';
import type { Model, TableModel } from '../model/model.ts';
import { readSchemaJson, type SparkSchemaJson } from '../model/spark-json.ts';
import { streamsOf } from '../query/plan.ts';
import { memo } from '../utils/memo.ts';

export interface BodyRequest {
  readonly body: {
    readonly table: string;
    readonly module: string;
    readonly function: string;
    readonly inputs: Readonly<Record<string, string>>;
    /** Tables that are read as streams. */
    readonly streams?: readonly string[];
    readonly sql?: string;
    readonly file?: string;
    readonly is_view?: true;
  };
  /** What the body has to give: not always what the table stores. */
  readonly schema: SparkSchemaJson;
  readonly views: Readonly<Record<string, string>>;
}
export interface JudgeRequest {
  readonly project: string;
  /** Texts of generated modules, by path in `src`. */
  readonly modules: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, SparkSchemaJson>>;
  readonly bodies: readonly BodyRequest[];
}

const VIEW = 'lakewright_table_';
/** The names under which the text of a body finds its tables, by key. */
export const viewsOf = (model: Model): ReadonlyMap<string, string> => new Map(model.tables.map(({ key }, i) => [key, `${VIEW}${i}`]));
/** A text from Spark, with the names of tables instead of those of their views. */
export const withTables = (text: string, model: Model): string =>
  text.replace(new RegExp(`\`?\\b${VIEW}(\\d+)\\b\`?`, 'g'), (whole, index) => model.tables[Number(index)]?.key ?? whole);

/** Whether there is something to judge: files are read as declared, and what is not written yet cannot be wrong. */
export const hasBody = ({ body }: TableModel): boolean => body.kind === 'relation' || body.kind === 'sql' || body.kind === 'python';

/** A text of SQL, as it is judged. */
export const sqlText = (parts: readonly (string | { readonly table: string })[], views: ReadonlyMap<string, string>): string =>
  parts.map((part) => (typeof part === 'string' ? part : (views.get(part.table) ?? part.table))).join('');

const moduleOf = (file: string): string => {
  const parts = file.replace(/\.py$/, '').replace(/^\.\//, '').split('/');
  return (parts[0] === 'src' ? parts.slice(1) : parts).join('.');
};

const bodyRequest = (table: TableModel, tables: Tables, views: ReadonlyMap<string, string>): BodyRequest => {
  const { body } = table;
  const isView = table.kind === 'view';
  const shared = {
    table: table.key,
    module: `${tables.package(table)}.${functionName(table.module)}`,
    function: functionName(table.module),
    inputs: isView ? {} : Object.fromEntries(tables.inputs(table).map(({ argument, table: key }) => [argument, key])),
  };
  const asked = (): BodyRequest['body'] => {
    if (body.kind === 'sql') return { ...shared, sql: sqlText(body.parts, views) };
    if (body.kind === 'python') return { ...shared, module: moduleOf(body.file), function: body.function, file: body.file };
    if (isView) return { ...shared, is_view: true };
    return body.kind === 'relation' ? { ...shared, streams: streamsOf(body.plan).map((read) => read.table) } : shared;
  };
  return {
    body: asked(),
    schema: readSchemaJson(body.kind === 'relation' ? body.plan.schema : table.columns),
    views: Object.fromEntries(table.reads.map((key) => [key, views.get(key) ?? key])),
  };
};

const PYTHON = /^src\/(.+\.py)$/;
/** Texts of the modules that are generated, by path in `src`. */
export const modulesOf = memo((model: Model): JudgeRequest['modules'] =>
  Object.fromEntries(
    emitTransformations(model).flatMap(({ path, content }) => {
      const name = PYTHON.exec(path)?.[1];
      return name === undefined || typeof content !== 'string' ? [] : [[name, content] as const];
    }),
  ),
);
const named = memo((model: Model) => ({ tables: new Tables(model), views: viewsOf(model) }));
/** What is asked about one table; undefined where it has no body. */
export const requestOf = (model: Model, key: string): BodyRequest | undefined => {
  const { tables, views } = named(model);
  const table = tables.get(key);
  return hasBody(table) ? bodyRequest(table, tables, views) : undefined;
};

/** The request for the bodies of these tables. */
export const judgeRequest = (model: Model, root: string, keys: readonly string[]): JudgeRequest => {
  const { tables } = named(model);
  const judged = keys.map((key) => tables.get(key)).filter(hasBody);
  const needed = new Set(judged.flatMap(({ reads }) => reads));
  return {
    project: root,
    modules: modulesOf(model),
    schemas: Object.fromEntries([...needed].map((key) => [key, readSchemaJson(tables.get(key).columns)])),
    bodies: judged.flatMap(({ key }) => requestOf(model, key) ?? []),
  };
};
