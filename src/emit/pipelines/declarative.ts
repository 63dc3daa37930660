/**
 * pipelines/declarative/<layer>.py: the same tables as datasets of a declarative pipeline, for Lakeflow and `spark-pipelines`.
 * Rules act through the runtime, so that both ways keep, quarantine and drop the same rows; expectations have no quarantine
 * and take NULL for a pass.
 */
import type { LayerModel, Model, TableModel, WriteModel } from '../../model/model.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { isSource } from '../../model/sources.ts';
import { quarantines } from '../../model/rules.ts';
import { isIncremental, layerModule, ownLayers } from '../physical.ts';
import { docstring } from '../python/docstring.ts';
import { compileExpr, ONE_INPUT } from '../python/expression.ts';
import { Imports } from '../python/imports.ts';
import { type Doc, concat, print } from '../python/layout.ts';
import { functionText, moduleText, packageText } from '../python/module.ts';
import { columnPath, functionName, Names } from '../python/names.ts';
import { type Piece, call, dict, keyword, list, method, plain, statement, string, strings, textDict, toDoc, unary } from '../python/syntax.ts';
import { LANDING, Tables } from '../python/table.ts';
import { UNNAMED } from '../python/window.ts';
import { rulesPackage } from '../validation/index.ts';
import { sharedModule } from './declarative-shared.ts';
import { sourceDoc } from './source.ts';
import { streamedInputs, streamOptions } from './streams.ts';
import { writePiece } from './write.ts';

const SHARED = 'pipelines.declarative._shared';
const FOLDER = 'pipelines/declarative';

/** A table whose rows can be computed at all. */
export const isDataset = ({ kind, body, write }: TableModel): boolean =>
  // A snapshot does not show earlier ones: only batch runs make versions from snapshots.
  kind !== 'external' && body.kind !== 'unwritten' && !(write.strategy === 'scd2' && write.snapshots);

interface Module {
  readonly imports: Imports;
  readonly tables: Tables;
  /** The name under which a module is imported. */
  readonly module: (table: TableModel) => string;
  readonly rules: (table: TableModel) => string;
}
/** A call of the runtime's `DeclarativePipeline`. */
const shared = (imports: Imports, name: string, docs: readonly Doc[]): Piece => call(`${imports.from(SHARED, 'pipeline')}.${name}`, docs);
const reference = (table: TableModel): Doc => pythonString(table.key);

/** What a batch run would write into an empty table: the newest of the rows with the same keys, and none that delete. */
const written = (frame: Piece, write: WriteModel, imports: Imports): Piece => {
  switch (write.strategy) {
    case 'overwrite':
    case 'append':
    case 'replacePartitions':
      return frame;
    case 'replaceWhere':
      return method(frame, 'where', [toDoc(compileExpr(write.where, { imports, scope: ONE_INPUT, windows: UNNAMED }))]);
    case 'insertOnly':
      return method(frame, 'dropDuplicates', [strings(write.keys)]);
    case 'scd2':
      return call(imports.from('databricks_utils', 'versions'), [toDoc(frame), toDoc(writePiece(write, imports))]);
    case 'merge':
      return merged(frame, write, imports);
    default:
      return write satisfies never;
  }
};
const merged = (frame: Piece, write: WriteModel & { readonly strategy: 'merge' }, imports: Imports): Piece => {
  const { keys, sequenceBy, deleteWhen } = write;
  const newest =
    sequenceBy === undefined
      ? frame
      : method(frame, 'transform', [
          imports.use('keep_first'),
          keyword('by', plain(strings(keys))),
          keyword('order', plain(list([toDoc(method(call(`${imports.use('F')}.col`, [pythonString(columnPath(sequenceBy))]), 'desc'))]))),
        ]);
  if (deleteWhen === undefined) return newest;
  const condition = toDoc(compileExpr(deleteWhen, { imports, scope: ONE_INPUT, windows: UNNAMED }));
  const deletes = call(`${imports.use('F')}.coalesce`, [condition, `${imports.use('F')}.lit(False)`]);
  return method(newest, 'where', [toDoc(unary('~', deletes))]);
};

/** Appends what is new; any other table is computed from all of its input, streams included. */
const isStreamingTable = ({ body, write }: TableModel): boolean => write.strategy === 'append' && isIncremental(body);

const framePiece = (table: TableModel, { imports, tables, module }: Module): Piece => {
  const made = `${module(table)}.${functionName(table.module)}`;
  if (table.kind === 'view') {
    const names = dict([...new Set(table.reads)].map((key) => [key, shared(imports, 'names.resolve', [pythonString(key)])] as const));
    return call(`${imports.use('SparkSession')}.active().sql`, [toDoc(call(made, [names]))]);
  }
  const streams = isStreamingTable(table);
  if (isSource(table.body)) {
    return call(made, [keyword(LANDING, shared(imports, streams ? 'landing_stream' : 'landing', [sourceDoc(table, imports), `${module(table)}.SCHEMA`]))]);
  }
  const streamed = streamedInputs(table);
  return call(
    made,
    tables.inputs(table).map(({ argument, table: key }) => {
      const read = streams ? streamed.get(key) : undefined;
      if (!read) return keyword(argument, shared(imports, 'read', [pythonString(key)]));
      return keyword(argument, shared(imports, 'read_stream', [pythonString(key), ...streamOptions(read)]));
    }),
  );
};

/** A decorated function that is a dataset. */
const dataset = (
  table: TableModel,
  { imports }: Module,
  name: string,
  resolver: 'resolve' | 'quarantine',
  body: readonly Doc[],
  comment: string | undefined,
): string => {
  const dp = imports.from('pyspark', 'pipelines', 'dp');
  const clusterBy = table.clusterBy === 'auto' || resolver === 'quarantine' ? [] : table.clusterBy;
  const decorator = call(`${dp}.${isStreamingTable(table) ? 'table' : 'materialized_view'}`, [
    keyword('name', shared(imports, `names.${resolver}`, [reference(table)])),
    ...(comment === undefined ? [] : [keyword('comment', string(comment))]),
    ...(clusterBy.length === 0 ? [] : [keyword('cluster_by', plain(strings(clusterBy)))]),
    ...(Object.keys(table.properties ?? {}).length === 0 || resolver === 'quarantine'
      ? []
      : [keyword('table_properties', plain(textDict(table.properties ?? {})))]),
    ...(table.partitionBy.length === 0 || resolver === 'quarantine' ? [] : [keyword('partition_cols', plain(strings(table.partitionBy)))]),
  ]);
  const summary = resolver === 'quarantine' ? `The rows that rules keep out of ${table.key}` : (table.intent ?? `The rows of ${table.key}`);
  const made = functionText({
    name,
    parameters: [],
    returns: imports.use('DataFrame'),
    docstring: docstring({ summary, otherwise: `The rows of ${table.key}` }, 1),
    body,
  });
  return `${print(concat('@', toDoc(decorator)))}\n${made}`;
};
const datasets = (table: TableModel, module: Module, names: Names): readonly string[] => {
  const { imports } = module;
  const name = names.free(`make_${functionName(table.module)}`);
  const frame = framePiece(table, module);
  if (table.rules.length === 0) return [dataset(table, module, name, 'resolve', [statement('return ', written(frame, table.write, imports))], table.intent)];
  const rules = `${module.rules(table)}.rules()`;
  const kept = written(shared(imports, 'kept', ['frame', rules]), table.write, imports);
  const main = dataset(table, module, name, 'resolve', [statement('frame = ', frame), statement('return ', kept)], table.intent);
  if (!quarantines(table)) return [main];
  const quarantined = shared(imports, 'quarantined', ['frame', rules]);
  const second = dataset(
    table,
    module,
    names.free(`${name}_quarantine`),
    'quarantine',
    [statement('frame = ', frame), statement('return ', quarantined)],
    undefined,
  );
  return [main, second];
};

const layerFile = (layer: LayerModel, tables: Tables): string => {
  const imports = new Imports();
  const names = new Names(['dp', 'keep_first', 'pipeline', 'versions']);
  const made = new Map<string, string>();
  const once = (key: string, make: () => string): string => {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known;
  };
  const module: Module = {
    imports,
    tables,
    module: (table) =>
      once(table.key, () =>
        imports.from(tables.package(table), functionName(table.module), names.free(functionName(table.module), `${functionName(table.module)}_table`)),
      ),
    rules: (table) =>
      once(`rules of ${table.key}`, () =>
        imports.from(rulesPackage(tables.layer(table)), functionName(table.module), names.free(`${functionName(table.module)}_rules`)),
      ),
  };
  const parts = tables
    .in(layer)
    .filter(isDataset)
    .flatMap((table) => datasets(table, module, names));
  return moduleText({
    summary: `The tables of the layer ${layerModule(layer)} as datasets of a declarative pipeline`,
    otherwise: 'A layer as datasets',
    imports,
    parts,
  });
};

/** pipelines/declarative/: a file for each layer that has something to compute. */
export const emitDeclarative = (model: Model): readonly OutputFile[] => {
  const tables = new Tables(model);
  const layers = ownLayers(model).filter((layer) => tables.in(layer).some(isDataset));
  if (layers.length === 0) return [];
  return [
    { path: `${FOLDER}/__init__.py`, content: packageText('Declarative pipelines, one for each layer', 'Declarative pipelines') },
    { path: `${FOLDER}/_shared.py`, content: sharedModule(tables) },
    ...layers.map((layer) => ({ path: `${FOLDER}/${layerModule(layer)}.py`, content: layerFile(layer, tables) })),
  ];
};
