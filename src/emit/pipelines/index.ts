/** pipelines/<layer>.py: the steps of a layer, each after those that it reads, and its entry point. */
import { dependenciesOf } from '../../model/graph.ts';
import type { LayerModel, Model, TableModel } from '../../model/model.ts';
import { isSource } from '../../model/sources.ts';
import type { ReadStreamPlan } from '../../query/plan.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { layerModule, ownLayers } from '../physical.ts';
import { docstring } from '../python/docstring.ts';
import { Imports } from '../python/imports.ts';
import { type Doc, print } from '../python/layout.ts';
import { functionText, moduleText, packageText } from '../python/module.ts';
import { functionName, Names } from '../python/names.ts';
import { type Piece, call, dict, keyword, list, plain, statement, string, strings, textDict, toDoc } from '../python/syntax.ts';
import { type TableInput, Tables } from '../python/table.ts';
import { rulesPackage } from '../validation/index.ts';
import { emitDeclarative } from './declarative.ts';
import { externalNames, sourceDoc } from './source.ts';
import { outputMode, streamedInputs, streamOptions } from './streams.ts';
import { writePiece } from './write.ts';

const RUNTIME = 'databricks_utils';
type Option = readonly [string, Piece];
const text = (value: string): Piece => plain(pythonString(value));
const keywords = (options: readonly Option[]): readonly Doc[] => options.map(([name, value]) => keyword(name, value));

const sourcePiece = (table: TableModel, imports: Imports): readonly Option[] => (isSource(table.body) ? [['source', plain(sourceDoc(table, imports))]] : []);
const inputsPiece = (inputs: readonly TableInput[]): readonly Option[] =>
  inputs.length === 0 ? [] : [['inputs', plain(dict(inputs.map(({ argument, table }) => [argument, text(table)] as const)))]];

const streamsPiece = (inputs: readonly TableInput[], streamed: ReadonlyMap<string, ReadStreamPlan>, imports: Imports): readonly Option[] => {
  const entries = inputs.flatMap(({ argument, table }): readonly (readonly [string, Piece])[] => {
    const read = streamed.get(table);
    if (!read || read.newBy) return [];
    const ways = streamOptions(read);
    if (ways.length === 0) return [[argument, text(table)]];
    return [[argument, call(imports.from(RUNTIME, 'TableStream'), [pythonString(table), ...ways])]];
  });
  return entries.length === 0 ? [] : [['streams', plain(dict(entries))]];
};

const incrementsPiece = (inputs: readonly TableInput[], streamed: ReadonlyMap<string, ReadStreamPlan>, imports: Imports): readonly Option[] => {
  const entries = inputs.flatMap(({ argument, table }): readonly (readonly [string, Piece])[] => {
    const newBy = streamed.get(table)?.newBy;
    if (!newBy) return [];
    const lookBack = newBy.lookBack === undefined ? [] : [keyword('look_back', plain(String(newBy.lookBack)))];
    return [[argument, call(imports.from(RUNTIME, 'Increment'), [pythonString(table), keyword('by', text(newBy.column)), ...lookBack])]];
  });
  return entries.length === 0 ? [] : [['increments', plain(dict(entries))]];
};

interface Modules {
  readonly table: (table: TableModel) => string;
  readonly rules: (table: TableModel) => string;
}
const stepDoc = (table: TableModel, tables: Tables, imports: Imports, modules: Modules): Doc => {
  const module = modules.table(table);
  const comment: readonly Option[] = table.intent === undefined ? [] : [['comment', string(table.intent)]];
  if (table.kind === 'view') {
    const view: readonly Option[] = [['table', text(table.key)], ['view_sql', plain(`${module}.${functionName(table.module)}`)], ...comment];
    return toDoc(call(imports.from(RUNTIME, 'Step'), keywords(view)));
  }
  const clusterBy = table.clusterBy === 'auto' ? [] : table.clusterBy;
  const streamed = streamedInputs(table);
  const mode = outputMode(table);
  const options: readonly Option[] = [
    ['table', text(table.key)],
    ['build', plain(`${module}.${functionName(table.module)}`)],
    ...sourcePiece(table, imports),
    ...inputsPiece(tables.inputs(table).filter(({ table: key }) => !streamed.has(key))),
    ...streamsPiece(tables.inputs(table), streamed, imports),
    ...incrementsPiece(tables.inputs(table), streamed, imports),
    ['schema', plain(`${module}.SCHEMA`)],
    ...(table.rules.length === 0 ? [] : [['rules', plain(`${modules.rules(table)}.rules`)] as const]),
    ...referencesOption(table),
    ['write', writePiece(table.write, imports)],
    ...(mode === undefined ? [] : [['output_mode', text(mode)] as const]),
    ...comment,
    ...(clusterBy.length === 0 ? [] : [['cluster_by', plain(strings(clusterBy))] as const]),
    ...(table.partitionBy.length === 0 ? [] : [['partition_by', plain(strings(table.partitionBy))] as const]),
    ...(table.backfillBy === undefined ? [] : [['backfill_by', text(table.backfillBy)] as const]),
    // A function written by people may register views or set options in the session.
    ...(table.body.kind === 'python' ? [['exclusive', plain('True')] as const] : []),
    ...propertiesPiece(table.properties ?? {}),
    ...(table.allowSchemaChanges?.length ? [['allow_schema_changes', plain(strings(table.allowSchemaChanges))] as const] : []),
  ];
  return toDoc(call(imports.from(RUNTIME, 'Step'), keywords(options)));
};

const propertiesPiece = (properties: Readonly<Record<string, string>>): readonly Option[] =>
  Object.keys(properties).length === 0 ? [] : [['properties', plain(textDict(properties))]];

const referencesOption = ({ rules }: TableModel): readonly Option[] => {
  const references = [...new Set(rules.flatMap((rule) => (rule.kind === 'reference' ? [rule.to] : [])))];
  return references.length === 0 ? [] : [['references', plain(strings(references))]];
};

/** External tables that the layer reads. */
const externalOf = (own: readonly TableModel[], tables: Tables): readonly Option[] => {
  const read = [...new Set(own.flatMap(dependenciesOf))].map((key) => tables.get(key));
  const entries = externalNames(read);
  return entries.length === 0 ? [] : [['external', plain(dict(entries))]];
};

const pipelineModule = (layer: LayerModel, tables: Tables): string => {
  const imports = new Imports();
  const own = tables.in(layer);
  const names = new Names(['main', 'run_pipelines']);
  const modules: Modules = {
    table: memo((table) =>
      imports.from(tables.package(table), functionName(table.module), names.free(functionName(table.module), `${functionName(table.module)}_table`)),
    ),
    rules: memo((table) => imports.from(rulesPackage(tables.layer(table)), functionName(table.module), names.free(`${functionName(table.module)}_rules`))),
  };
  const steps = own.map((table) => stepDoc(table, tables, imports, modules));
  const options: readonly Option[] = [['layer', text(layer.name)], ['steps', plain(list(steps))], ...externalOf(own, tables)];
  const pipeline = print(statement('PIPELINE = ', call(imports.from(RUNTIME, 'Pipeline'), keywords(options))));
  const run = call(imports.from(RUNTIME, 'run_pipelines'), [list(['PIPELINE'])]);
  const main = functionText({
    name: 'main',
    parameters: [],
    returns: 'None',
    docstring: docstring({ summary: 'Runs the tables of the layer; the command line says where', otherwise: 'Runs the layer' }, 1),
    body: [toDoc(run)],
  });
  const script = `if __name__ == "__main__":\n    main()`;
  return moduleText({
    summary: `The tables of the layer ${layerModule(layer)}, each after those that it reads`,
    otherwise: 'The tables of a layer',
    imports,
    parts: [pipeline, main, script],
  });
};
const memo = (make: (table: TableModel) => string): ((table: TableModel) => string) => {
  const made = new Map<TableModel, string>();
  return (table) => {
    const name = made.get(table) ?? make(table);
    made.set(table, name);
    return name;
  };
};

/** pipelines/: a module per layer for batch jobs, and one for declarative pipelines. */
export const emitPipelines = (model: Model): readonly OutputFile[] => {
  const tables = new Tables(model);
  const layers = ownLayers(model);
  if (layers.length === 0) return [];
  return [
    { path: 'pipelines/__init__.py', content: packageText('Pipelines, one for each layer', 'Pipelines') },
    ...layers.map((layer) => ({ path: `pipelines/${layerModule(layer)}.py`, content: pipelineModule(layer, tables) })),
    ...emitDeclarative(model),
  ];
};
