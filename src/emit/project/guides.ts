import type { Model, TableModel } from '../../model/model.ts';
import { markdownCode, markdownTable, markdownText } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { shellWord } from '../../utils/shell-text.ts';
import { aboutText, tablesByLayer } from '../describe.ts';
import { landingLayer } from '../physical.ts';
import { count, markdownPage, tableLink } from '../docs/page.ts';

const MOST_ROWS = 25;

const GENERATED: readonly (readonly [string, string])[] = [
  ['src/', 'one PySpark function per table'],
  ['pipelines/', 'the order of tables per layer, and how each is written'],
  ['data_validation/', 'quality rules'],
  ['config/', 'settings per environment'],
  ['databricks/', 'the bundle: what is deployed'],
  ['dashboards/', 'dashboards'],
  ['databricks_apps/', 'the data catalogue'],
  ['monte_carlo/', 'monitors'],
  ['docs/', 'data dictionary, lineage, rules, environments'],
  ['scripts/', 'deployment'],
];

const layerSection = (model: Model, name: string, comment: string | undefined, tables: readonly TableModel[]): readonly string[] => {
  const more = tables.length - MOST_ROWS;
  return [
    `### ${markdownText(name)}`,
    markdownText(comment ?? ''),
    markdownTable(
      ['Table', 'What it holds', 'Reads'],
      tables
        .slice(0, MOST_ROWS)
        .map((table) => [tableLink(model, table.key, 'docs/'), markdownText(aboutText(table)), table.reads.map(markdownCode).join(', ')]),
    ),
    more > 0 ? `And ${count(more, 'more table')}: see the [data dictionary](docs/README.md).` : '',
  ];
};

const bodiesOf = (model: Model): readonly string[] => [...new Set(model.tables.flatMap(({ body }) => (body.kind === 'python' ? [body.file] : [])))].toSorted();
const unwrittenOf = (model: Model): readonly TableModel[] => model.tables.filter(({ body }) => body.kind === 'unwritten');

/** A table that the reader can try out: the last one that is made here. */
const exampleTable = (model: Model): string => model.tables.findLast(({ kind }) => kind === 'table')?.name ?? 'my_table';

const COMMANDS: readonly (readonly [string, string])[] = [
  ['npx lakewright check', 'says what is wrong with the definition, and writes nothing'],
  ['npx lakewright synth', 'writes all files from the definition'],
  ['npx lakewright run', 'builds all tables on this machine, on real Spark and Delta'],
  ['npx lakewright test', "runs the project's Python tests"],
];

const example = (model: Model): string => {
  const layer = model.layers.at(-1)?.name ?? 'gold';
  return `\`\`\`ts
// layer: the variable that holds the layer ${JSON.stringify(layer)}; source: that of any table
new Table(layer, 'my_table', {
  intent: 'what one row is',
  query: from(source).where((row) => row.some_column.isNotNull()),
});
\`\`\``
    .replaceAll('\u2028', ' ')
    .replaceAll('\u2029', ' ');
};

const readme = (model: Model): OutputFile => {
  const { project } = model;
  const bodies = bodiesOf(model);
  const unwritten = unwrittenOf(model);
  return markdownPage('README.md', [
    `# ${markdownText(project.name)}`,
    markdownText(project.description ?? ''),
    project.ownerTeam === undefined ? '' : `Owner: ${markdownText(project.ownerTeam)}`,
    'The whole project is declared in `.projenrc.ts`; every other file is written from it.',
    '## Start',
    `\`\`\`sh\nnpm install\n${COMMANDS.map(([command, what]) => `${command.padEnd(22)} # ${what}`).join('\n')}\n\`\`\``,
    `${markdownCode(`npx lakewright run ${shellWord(`+${exampleTable(model)}`)}`)} runs one table and all that it needs; a \`+\` after the name adds all that depends on it. ${markdownCode(`npx lakewright show ${shellWord(exampleTable(model))}`)} shows its rows.`,
    'Python 3.10 or newer must be installed; Spark, Delta and Java are downloaded if they are missing. For the editor, `ruff` and `mypy`:',
    '```sh\npython3 -m venv .venv\n.venv/bin/pip install -r requirements-dev.txt\n```',
    '## Tables',
    ...[...tablesByLayer(model)].flatMap(([name, tables]) =>
      tables.length === 0 ? [] : layerSection(model, name, model.layers.find((layer) => layer.name === name)?.comment, tables),
    ),
    ...(unwritten.length === 0 ? [] : [`Not written yet: ${unwritten.map(({ key }) => markdownCode(key)).join(', ')}.`]),
    '## Change something',
    'Edit `.projenrc.ts`: the editor completes column names and marks every table, rule and dashboard that a change breaks. Then run `npx lakewright synth`. A new table:',
    example(model),
    'What a typed query cannot say goes into SQL in the definition, or into a Python function in a file of your own.',
    bodies.length === 0 ? '' : `Functions of this project: ${bodies.map(markdownCode).join(', ')}.`,
    '## Who owns what',
    markdownTable(
      ['Yours', 'What it is'],
      [
        ['`.projenrc.ts`, `package.json`, `tsconfig.json`', 'the definition and what it needs'],
        [bodies.length === 0 ? 'files named by `python({ file })`' : bodies.map(markdownCode).join(', '), 'bodies of tables in Python'],
        ['`tests/`', 'your own tests, beside the generated ones'],
        ...(landingLayer(model) ? [['folders of source files', 'what local runs read'] as const] : []),
      ],
    ),
    markdownTable(
      ['Generated, overwritten by each synth', 'What it holds'],
      GENERATED.map(([folder, what]) => [markdownCode(folder), what]),
    ),
    'A generated file that was edited by hand is never overwritten silently: synth names it and stops.',
    '## Deploy',
    `\`\`\`sh\nscripts/deploy.sh ENVIRONMENT\n\`\`\``,
    `Environments: ${model.environments.map(({ name }) => markdownCode(name)).join(', ')}. See [deployment](docs/deployment.md) and [environments](docs/environments.md).`,
  ]);
};

/** README.md, for people. */
export const guides = (model: Model): readonly OutputFile[] => [readme(model)];
