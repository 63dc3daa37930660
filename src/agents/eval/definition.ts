/** The definition of a task's project, as a user would have written it up to the body that is missing. */
import { typescriptKey, typescriptString, typescriptTemplate, typescriptVariable } from '../../utils/typescript-text.ts';
import type { Task, TaskColumn, TaskTable } from './task.ts';

/** The table that is to be filled. */
export const ANSWER = 'answer';
const SILVER = new Set(['cleaning', 'history', 'nested', 'traps']);
export const layerOf = (task: Task): 'silver' | 'gold' => (SILVER.has(task.family) ? 'silver' : 'gold');
export const answerKey = (task: Task): string => `${layerOf(task)}.${ANSWER}`;
export const inputKey = (input: string): string => `bronze.${input}`;

/** Splits at commas outside brackets. */
const parts = (text: string): readonly string[] => {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (const [i, c] of [...text].entries()) {
    if (c === '<' || c === '(') depth += 1;
    if (c === '>' || c === ')') depth -= 1;
    if (c === ',' && depth === 0) {
      found.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...found, text.slice(from)];
};
/** A type as SQL writes it, as `t.…` declares it. */
export const declaredType = (type: string): string => {
  const [, head = type, inner = ''] = /^(\w+)[<(](.*)[>)]$/.exec(type) ?? [];
  if (head === 'decimal') return `t.decimal(${parts(inner).join(', ')})`;
  if (head === 'array') return `t.array(${declaredType(inner)})`;
  if (head === 'struct')
    return `t.struct({ ${parts(inner)
      .map((field) => `${typescriptKey(field.slice(0, field.indexOf(':')).trim())}: ${declaredType(field.slice(field.indexOf(':') + 1).trim())}`)
      .join(', ')} })`;
  return `t.${head}()`;
};
const columnsText = (columns: readonly TaskColumn[], notNull: (column: TaskColumn) => boolean): readonly string[] => [
  '  columns: {',
  ...columns.map(
    (column) =>
      `    ${typescriptKey(column.name)}: ${declaredType(column.type)}${notNull(column) ? '.notNull()' : ''}${
        column.comment === undefined ? '' : `.comment(${typescriptString(column.comment)})`
      },`,
  ),
  '  },',
];
const keyText = (key: readonly string[]): readonly string[] => (key.length === 0 ? [] : [`  primaryKey: [${key.map(typescriptString).join(', ')}],`]);

const inputText = ({ name, columns, key, about }: TaskTable): readonly string[] => [
  `export const ${typescriptVariable(name)} = new Table(bronze, ${typescriptString(name)}, {`,
  ...(about === undefined ? [] : [`  intent: ${typescriptString(about)},`]),
  `  source: files(${typescriptString(`landing/${name}`)}, { format: 'parquet' }),`,
  ...columnsText(columns, ({ nullable }) => !nullable),
  ...keyText(key),
  '});',
];
/** SQL over the names of tables as a template over their variables. */
const templateText = (sql: string, inputs: readonly TaskTable[]): string => {
  const names = new Map(inputs.map(({ name }) => [name.toLowerCase(), typescriptVariable(name)]));
  return typescriptTemplate(sql.trim()).replace(/\b(FROM|JOIN)\s+(\w+)/gi, (all, word: string, name: string) => {
    const variable = names.get(name.toLowerCase());
    return variable === undefined ? all : `${word} \${${variable}}`;
  });
};

export const definitionText = (task: Task): string => {
  const tables = [...task.inputs, ...task.around].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const layer = layerOf(task);
  const isKey = ({ name }: TaskColumn): boolean => task.output.key.includes(name);
  return [
    `import { files, Layer, Project, ${task.before === undefined ? '' : 'sql, '}t, Table } from 'lakewright';`,
    '',
    "const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });",
    "const bronze = new Layer(project, 'bronze');",
    `const ${layer} = new Layer(project, '${layer}');`,
    '',
    ...tables.flatMap(inputText),
    `new Table(${layer}, '${ANSWER}', {`,
    `  intent: ${typescriptString(task.intent)},`,
    ...(task.before === undefined ? [] : [`  query: sql\`${templateText(task.before, task.inputs)}\`,`]),
    // Except for the key, the rows show whether a column can be NULL.
    ...columnsText(task.output.columns, isKey),
    ...keyText(task.output.key),
    '});',
    '',
    'project.synth();',
    '',
  ].join('\n');
};
