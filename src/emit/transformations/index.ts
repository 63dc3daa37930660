/** src/<package>/<layer>/<table>.py: one pure function per table, from frames to a frame. */
import type { LayerModel, Model, TableModel } from '../../model/model.ts';
import { givenColumns } from '../../model/writes.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { layerModule, ownLayers } from '../physical.ts';
import { docstring } from '../python/docstring.ts';
import { Imports } from '../python/imports.ts';
import { print } from '../python/layout.ts';
import { functionText, moduleText, packageText } from '../python/module.ts';
import { functionName } from '../python/names.ts';
import { structDoc } from '../python/schema.ts';
import { plain, statement } from '../python/syntax.ts';
import { isSource, type SourceBody } from '../../model/sources.ts';
import { LANDING, Tables } from '../python/table.ts';
import { bodyStatements } from './body.ts';

const DATA_FRAME = 'DataFrame';

const inputText = (table: TableModel): string => (table.intent === undefined ? `\`${table.key}\`` : `\`${table.key}\`: ${table.intent}`);
const sourceText = (body: SourceBody): string => {
  switch (body.kind) {
    case 'files':
      return `The files in ${body.source.path}`;
    case 'kafka':
      return `The messages of the topic ${body.source.topic.value}`;
    case 'jdbc':
      return body.source.from.kind === 'table' ? `The rows of ${body.source.from.table}` : 'The rows of a query';
  }
};
const argumentsOf = (table: TableModel, tables: Tables): readonly (readonly [string, string])[] => {
  if (table.kind === 'view') return [['names', 'The physical names of the tables that the view reads.']];
  if (isSource(table.body)) return [[LANDING, `${sourceText(table.body)}, with the columns of \`SCHEMA\`.`]];
  return tables.inputs(table).map(({ argument, table: key }) => [argument, inputText(tables.get(key))]);
};
const returnsText = (table: TableModel): string => {
  const { kind } = table;
  const list = givenColumns(table)
    .map(({ name }) => name)
    .join(', ');
  return `${kind === 'view' ? 'A query for' : 'A frame with'} the columns ${list}.`;
};
const sectionsOf = (table: TableModel, tables: Tables) => {
  const args = argumentsOf(table, tables);
  return [
    ...(args.length > 0 ? [{ title: 'Args', entries: args }] : []),
    ...(table.body.kind === 'unwritten'
      ? [{ title: 'Raises', entries: [['NotImplementedError', 'Always, until the table has a query.'] as const] }]
      : [{ title: 'Returns', entries: [returnsText(table)] }]),
  ];
};

const tableModule = (table: TableModel, tables: Tables): string => {
  const imports = new Imports();
  const view = table.kind === 'view';
  const parameters = view
    ? ([['names', `${imports.use('Mapping')}[str, str]`]] as const)
    : isSource(table.body)
      ? ([[LANDING, imports.use(DATA_FRAME)]] as const)
      : tables.inputs(table).map(({ argument }) => [argument, imports.use(DATA_FRAME)] as const);
  const schema = print(statement('SCHEMA = ', plain(structDoc(table.columns, imports))));
  const name = functionName(table.module);
  const made = functionText({
    name,
    parameters,
    returns: view ? 'str' : imports.use(DATA_FRAME),
    docstring: docstring({ summary: table.intent ?? `Makes ${table.key}`, otherwise: `Makes ${table.key}`, sections: sectionsOf(table, tables) }, 1),
    body: bodyStatements(table, tables, imports),
  });
  const summary = table.intent === undefined ? table.key : `${table.key}: ${table.intent}`;
  return moduleText({ summary, otherwise: `The table ${table.key}`, imports, parts: [schema, made] });
};

const initFile = (path: string, summary: string, otherwise: string): OutputFile => ({ path: `${path}/__init__.py`, content: packageText(summary, otherwise) });
const layerText = ({ name, comment }: LayerModel): string => (comment === undefined ? `Layer ${name}` : `Layer ${name}: ${comment}`);

/** src/: a package for the project, one for each layer, a module for each table and view. */
export const emitTransformations = (model: Model): readonly OutputFile[] => {
  const tables = new Tables(model);
  const { package: root, name, description } = model.project;
  return [
    initFile(`src/${root}`, description ?? `Tables of ${name}`, `Tables of ${root}`),
    ...ownLayers(model).flatMap((layer) => {
      const folder = `src/${root}/${layerModule(layer)}`;
      return [
        initFile(folder, layerText(layer), `Layer ${layerModule(layer)}`),
        ...tables.in(layer).map((table) => ({ path: `${folder}/${functionName(table.module)}.py`, content: tableModule(table, tables) })),
      ];
    }),
  ];
};
