/** The definition of a project, printed from an answer: every literal is escaped, and every name was checked. */
import { typescriptString, typescriptVariable } from '../../utils/typescript-text.ts';
import type { StartingAnswer, StartingColumn, StartingInput, StartingSource, StartingTable, StartingWidget } from './answer.ts';
import { assumptionsOf } from './assumed.ts';
import { nameOf } from './check-answer.ts';
import { typeOf } from './column-type.ts';
import { oneLine } from './plain-answer.ts';
import { listed, RULE_CLASSES, ruleText } from './rule-text.ts';
import { sourceImports, sourceLines } from './source-text.ts';

const literal = typescriptString;
const LAYERS = ['bronze', 'silver', 'gold'] as const;
const TO_CONFIRM = 'To confirm';
const WIDTH = 130;

/** Names that a definition has anyway, or that its modules reserve. */
const TAKEN =
  'bar counter Dashboard Duration ExternalTable F files from grid jdbc Job kafka Layer line Project QualityRule ReferenceRule FreshnessRule Secret UniqueRule t Table project bronze silver gold row other exports require module process console globalThis'.split(
    ' ',
  );

/** A variable for each table. */
const variablesOf = ({ sources, tables }: StartingAnswer): ReadonlyMap<string, string> => {
  const taken = new Set(TAKEN);
  const found = new Map<string, string>();
  for (const [layer, name] of [...sources.map((source) => ['bronze', source.name] as const), ...tables.map((table) => [table.layer, table.name] as const)]) {
    const wanted = typescriptVariable(name);
    const options = [wanted, typescriptVariable(`${name}_${layer}`)];
    let free = options.find((each) => !taken.has(each));
    for (let n = 2; free === undefined; n++) free = taken.has(`${wanted}${n}`) ? undefined : `${wanted}${n}`;
    taken.add(free);
    found.set(`${layer}.${name}`, free);
  }
  return found;
};

/** A comment of as many lines as its words need. */
const comment = (text: string): readonly string[] => {
  const lines: string[] = [];
  for (const word of oneLine(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`//${lines.length === 0 ? '' : '  '} ${word}`);
  }
  return lines;
};

const columnText = ({ name, type, nullable, comment: says }: StartingColumn): string =>
  `    ${name}: ${typeOf(type)?.code ?? ''}${nullable ? '' : '.notNull()'}${says ? `.comment(${literal(says)})` : ''},`;
const tableText = (
  variable: string,
  layer: string,
  { name, intent, columns, key }: Pick<StartingTable, 'name' | 'intent' | 'columns' | 'key'>,
  more: readonly string[],
  notes: readonly string[],
): readonly string[] => [
  ...notes,
  `const ${variable} = new Table(${layer}, ${literal(name)}, {`,
  `  intent: ${literal(intent)},`,
  ...more,
  '  columns: {',
  ...columns.map(columnText),
  '  },',
  ...(key.length === 0 ? [] : [`  primaryKey: ${listed(key)},`]),
  '});',
  '',
];
const sourceText = (variable: string, source: StartingSource, scope: string, notes: readonly string[]): readonly string[] => {
  const { from, intent } = source;
  const lines = sourceLines(source, scope);
  if (from.kind !== 'table') {
    const place =
      from.kind === 'files' && from.place ? comment(`The words say that the files lie in ${from.place}; runs read them from landing/${source.name}.`) : [];
    return tableText(variable, 'bronze', source, lines, [...place, ...notes]);
  }
  return [
    ...comment(intent),
    ...notes,
    `const ${variable} = new ExternalTable(bronze, ${literal(source.name)}, {`,
    ...lines,
    '  columns: {',
    ...source.columns.map(columnText),
    '  },',
    '});',
    '',
  ];
};

const widgetText = ({ kind, table, title, x, y, color, aggregate, format }: StartingWidget, variables: ReadonlyMap<string, string>): string => {
  const own = variables.get(`gold.${table}`);
  const titled = title === '' ? [] : [`title: ${literal(title)}`];
  const options = {
    bar: () => [...titled, `x: ${literal(x ?? '')}`, `y: ${listed(y)}`, ...(color === null ? [] : [`color: ${literal(color)}`])],
    line: () => [...titled, `x: ${literal(x ?? '')}`, `y: ${listed(y)}`, ...(color === null ? [] : [`color: ${literal(color)}`])],
    grid: () => [...titled, ...(y.length === 0 ? [] : [`columns: ${listed(y)}`])],
    counter: () => [
      ...titled,
      `value: ${aggregate === null || aggregate === 'count' ? '() => F.count()' : `(row) => F.${aggregate}(row.${y[0]})`}`,
      ...(format === null ? [] : [`format: ${literal(format)}`]),
    ],
  }[kind]();
  return `    ${kind}(${own}, { ${options.join(', ')} }),`;
};

const importsOf = ({ sources, tables, rules, dashboard, schedule }: StartingAnswer): readonly string[] => {
  const counts = dashboard?.widgets.some(({ kind }) => kind === 'counter');
  return [
    ...['Layer', 'Project', 't'],
    ...(tables.length > 0 ? ['Table'] : []),
    ...sources.flatMap(sourceImports),
    ...rules.map(({ kind }) => RULE_CLASSES[kind]),
    ...(rules.some(({ kind }) => kind === 'fresh') ? ['Duration'] : []),
    ...(dashboard ? ['Dashboard', ...dashboard.widgets.map(({ kind }) => kind)] : []),
    ...(counts ? ['F'] : []),
    ...(schedule ? ['Job'] : []),
  ];
};

/** Whether a run reads files that somebody must put somewhere. */
export const readsFiles = ({ sources }: StartingAnswer): boolean => sources.some(({ from }) => from.kind === 'files');

/** The text of `.projenrc.ts`. */
export const definitionText = (answer: StartingAnswer, input: StartingInput): string => {
  const { description, sources, tables, rules, dashboard, schedule } = answer;
  const variables = variablesOf(answer);
  const layers = LAYERS.filter((layer) => layer === 'bronze' || tables.some((table) => table.layer === layer));
  const assumptions = assumptionsOf(answer, input);
  const isTable = (about: string): boolean => variables.has(about);
  const notes = (about: string): readonly string[] =>
    assumptions.filter((each) => each.about === about).flatMap(({ says }) => comment(`${TO_CONFIRM}: ${says}`));
  const general = assumptions.filter(({ about }) => !isTable(about));
  const named = (name: string): string => variables.get(name) ?? '';
  const name = nameOf(answer, input);
  // What others write is not refreshed here.
  const refreshed = layers.filter((layer) => layer !== 'bronze' || sources.some(({ from }) => from.kind !== 'table'));
  return [
    ...comment(`Begun from these words: ${input.words}`),
    ...(assumptions.length === 0 ? [] : comment(`What they do not say was assumed and is marked "${TO_CONFIRM}". Take the mark away when it is right.`)),
    ...general.flatMap(({ says }) => comment(`${TO_CONFIRM}: ${says}`)),
    `import { ${[...new Set(importsOf(answer))].toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)).join(', ')} } from 'lakewright';`,
    '',
    'const project = new Project({',
    `  name: ${literal(name)},`,
    ...(description === '' ? [] : [`  description: ${literal(description)},`]),
    '});',
    '',
    '// Your workspaces and catalogs, for deploying; runs on this machine need none. With Environment from lakewright:',
    "//   new Environment(project, 'dev', { host: 'https://…', catalog: '…' });",
    '',
    ...layers.map((layer) => `const ${layer} = new Layer(project, '${layer}');`),
    '',
    `// Bronze: rows as they arrive.${readsFiles(answer) ? ' landing/README.md says which files belong where.' : ''}`,
    ...sources.flatMap((source) => {
      const key = `bronze.${source.name}`;
      return sourceText(named(key), source, name, notes(key));
    }),
    ...(['silver', 'gold'] as const).flatMap((layer) => {
      const own = tables.filter((table) => table.layer === layer);
      if (own.length === 0) return [];
      return [
        `// ${layer === 'silver' ? 'Silver: cleaned' : 'Gold: what people ask for'}. Bodies are still to be written: lakewright code --all`,
        ...own.flatMap((table) => {
          const key = `${layer}.${table.name}`;
          return tableText(named(key), layer, table, [], notes(key));
        }),
      ];
    }),
    ...rules.flatMap((rule) => ruleText(rule, variables)),
    ...(rules.length === 0 ? [] : ['']),
    ...(dashboard
      ? [
          `new Dashboard(gold, ${literal(dashboard.name)}, {`,
          ...(dashboard.title === '' ? [] : [`  title: ${literal(dashboard.title)},`]),
          '  widgets: [',
          ...dashboard.widgets.map((widget) => widgetText(widget, variables)),
          '  ],',
          '});',
          '',
        ]
      : []),
    ...(schedule
      ? [
          `new Job(project, 'refresh', { refreshes: [${refreshed.join(', ')}], trigger: { cron: ${literal(schedule.cron.split(' ').join(' '))}, timezone: ${literal(schedule.timezone)} } });`,
          '',
        ]
      : []),
    'project.synth();',
    '',
  ].join('\n');
};
