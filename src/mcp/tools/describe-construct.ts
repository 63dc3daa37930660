import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { checkText, factsOf, nullText, VIOLATION_TEXT } from '../../emit/describe.ts';
import { readersOf } from '../../model/graph.ts';
import type { ColumnModel, Model, TableModel } from '../../model/model.ts';
import { typeText } from '../../query/datatype.ts';
import type { Place } from '../../query/place.ts';
import { type Answer, capped, cell, fenced, pageEnd, pageOf, tableHead, tableRow } from '../answer.ts';
import { ToolFailure } from '../diagnostics.ts';
import { sourceText } from '../../agents/source-text.ts';
import { cursor, mcpTool, project } from '../tool.ts';
import { type Checked, projectOf, tableOf } from '../workspace.ts';

const MOST_NAMES = 40;
/** The columns share the first page with all else, each part of which has its own limit, so that none can crowd out another. */
const COLUMNS_PAGE = 12_000;
const MOST_OF_A_PART = 6_000;
const MOST_OF_A_SOURCE = 4_500;
const listed = (names: readonly string[]): string =>
  `${names
    .slice(0, MOST_NAMES)
    .map((name) => cell(name, 120))
    .join(', ')}${names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''}`;
const placeText = (at: Place | undefined): string => (at === undefined ? 'unknown' : `${cell(at.file, 300)}:${at.line}:${at.column}`);

const columnRow = ({ name, type, nullable, comment, tags, sourceName }: ColumnModel): string =>
  tableRow([
    cell(name, 128),
    `${cell(typeText(type), 300)}${nullable ? '' : ' not null'}`,
    cell(
      [
        comment ?? '',
        ...Object.entries(tags ?? {}).map(([tag, value]) => `[${tag}=${value}]`),
        sourceName === undefined ? '' : `(in the source: ${sourceName})`,
      ]
        .filter((part) => part !== '')
        .join(' '),
      160,
    ),
  ]);

/** The function of a body in Python, by its file; data of the user's, so it is cut. */
const pythonText = (root: string, file: string): string => {
  try {
    return fenced(readFileSync(resolve(root, file), 'utf8'), 'python', MOST_OF_A_SOURCE);
  } catch {
    return `There is no file ${cell(file, 300)} yet.`;
  }
};

/** How an ambiguous intent is read. */
const decisionLines = ({ decisions = [] }: TableModel): readonly string[] =>
  decisions.length === 0 ? [] : [`Decided (${decisions.length}):`, ...decisions.slice(0, 10).map(({ says }) => `- ${cell(says, 300)}`)];

const tableText = async ({ root, model }: Checked, table: TableModel, from: string | undefined): Promise<string> => {
  const columns = pageOf(table.columns.map(columnRow), from, COLUMNS_PAGE);
  const columnsText = `${tableHead(['Column', 'Type', 'Comment'])}\n${columns.items.join('\n')}\n${pageEnd(columns, 'columns')}`.trimEnd();
  if (columns.from > 0) return columnsText;
  const source = table.at && (await sourceText(root, { key: table.key, name: table.name, at: table.at }));
  const readers = readersOf(model.tables).get(table.key) ?? [];
  const rules = table.rules.slice(0, MOST_NAMES).map((rule) => {
    const what = `${cell(rule.name, 80)} (${rule.kind}): ${cell(checkText(rule), 300)}; violation ${VIOLATION_TEXT[rule.onViolation]}; NULL ${nullText(rule)}`;
    return `- ${what}${rule.description === undefined ? '' : `; ${cell(rule.description)}`}`;
  });
  return [
    `${cell(table.key, 200)}: ${table.kind}${table.body.kind === 'unwritten' ? ', its body is to be written from the intent' : ''}`,
    ...(table.intent === undefined ? [] : [`Intent: ${cell(table.intent, 2_000)}`]),
    capped(
      factsOf(table)
        .map(([name, value]) => `${cell(name, 100)}: ${cell(value, 400)}`)
        .join('\n'),
      MOST_OF_A_PART,
    ),
    `Reads: ${table.reads.length === 0 ? 'no table' : listed(table.reads)}`,
    `Read by: ${readers.length === 0 ? 'no table' : listed(readers)}`,
    `Made at: ${placeText(table.at)}`,
    ...decisionLines(table),
    ...(rules.length === 0 ? [] : [`Rules (${table.rules.length}):`, capped(rules.join('\n'), MOST_OF_A_PART)]),
    ...(source === undefined ? ['Its declaration is no longer an expression at that place.'] : [fenced(source, 'ts', MOST_OF_A_SOURCE)]),
    ...(table.body.kind === 'python' ? [pythonText(root, table.body.file)] : []),
    `Columns (${table.columns.length}):`,
    columnsText,
  ].join('\n');
};

interface Other {
  readonly kind: string;
  readonly name: string;
  readonly at?: Place;
}
/** What is not a table, by kind. */
const othersOf = (model: Model): readonly Other[] => [
  ...model.layers.map((one) => ({ kind: 'layer', ...one })),
  ...model.environments.map((one) => ({ kind: 'environment', ...one })),
  ...model.dashboards.map((one) => ({ kind: 'dashboard', ...one })),
  ...model.monitors.map((one) => ({ kind: 'monitor', ...one })),
  ...model.jobs.map((one) => ({ kind: 'job', ...one })),
  ...model.grants.map((one) => ({ kind: 'grant', ...one })),
  ...model.masks.map((one) => ({ kind: 'mask', ...one })),
  ...model.rowFilters.map((one) => ({ kind: 'row filter', ...one })),
  ...model.apps.map((one) => ({ kind: 'app', ...one })),
];
const otherText = async ({ root }: Checked, other: Other): Promise<string> => {
  const source = other.at && (await sourceText(root, { key: other.name, name: other.name, at: other.at }));
  const { kind, name, at, ...rest } = other;
  return [
    `${kind} ${cell(name, 200)}`,
    `Made at: ${placeText(at)}`,
    source === undefined ? fenced(JSON.stringify(rest, null, 1), 'json') : fenced(source, 'ts'),
  ].join('\n');
};

export const describeConstruct = mcpTool({
  name: 'describe_construct',
  title: 'All about one table, or another construct',
  description:
    'One construct: a table as `layer.table` (columns with types, keys, rules, intent, what it reads and who reads it, its declaration, its place in the source), or a layer, environment, dashboard, monitor, job, grant, mask or app by its name. Wide tables are paged.',
  input: z.strictObject({ project, construct: z.string().min(1).max(300).describe('E.g. `silver.orders`, or the name of a job'), cursor }),
  run: async (args, { workspace }): Promise<Answer> => {
    const checked = await projectOf(workspace, args.project);
    const others = othersOf(checked.model).filter(({ name }) => name === args.construct);
    const isTable = checked.model.tables.some(({ key, name }) => key === args.construct || name === args.construct);
    if (isTable) return { text: await tableText(checked, tableOf(checked, args.construct), args.cursor) };
    if (others.length > 0) {
      const texts: string[] = [];
      for (const other of others.slice(0, 5)) texts.push(await otherText(checked, other));
      return { text: texts.join('\n\n') };
    }
    const known = [...checked.model.tables.map(({ key }) => key), ...othersOf(checked.model).map(({ name }) => name)];
    throw new ToolFailure({ kind: 'unknown-construct', name: args.construct, known }, checked.name);
  },
});
