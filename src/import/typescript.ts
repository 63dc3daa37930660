/** Declarations in TypeScript, as their owner would have begun them. */
import type { ColumnModel } from '../model/model.ts';
import { columnNameProblem, identifier, isPythonReserved, isSqlReserved, objectNameProblem } from '../model/names.ts';
import type { DataTypeNode, StructField } from '../query/datatype.ts';
import { keepsOrder, typescriptKey, typescriptString, typescriptVariable } from '../utils/typescript-text.ts';
import type { Imported, ImportedContract, ImportedTable } from './imported.ts';

const CALLS: Readonly<Record<string, string>> = {
  timestamp_ntz: 'timestampNtz',
  'interval year to month': 'intervalYearMonth',
  'interval day to second': 'intervalDayTime',
};
const notNull = (text: string, nullable: boolean): string => (nullable ? text : `${text}.notNull()`);
const fieldText = ({ name, type, nullable, comment }: StructField): string =>
  `${typescriptKey(name)}: ${notNull(typeText(type), nullable)}${comment === undefined ? '' : `.comment(${typescriptString(comment)})`}`;
/** A type as `t.…` declares it. */
const typeText = (type: DataTypeNode): string => {
  switch (type.kind) {
    case 'decimal':
      return `t.decimal(${type.precision}, ${type.scale})`;
    case 'char':
    case 'varchar':
      return `t.${type.kind}(${type.length})`;
    case 'array':
      return `t.array(${notNull(typeText(type.element), type.containsNull)})`;
    case 'map':
      return `t.map(${typeText(type.key)}, ${notNull(typeText(type.value), type.valueContainsNull)})`;
    case 'struct':
      return type.fields.length === 0 ? 't.struct({})' : `t.struct({ ${type.fields.map(fieldText).join(', ')} })`;
    default:
      return `t.${CALLS[type.kind] ?? type.kind}()`;
  }
};
/** Whether an object literal can hold the fields of all structs in a type, in their order. */
const isDeclarable = (type: DataTypeNode): boolean => {
  switch (type.kind) {
    case 'array':
      return isDeclarable(type.element);
    case 'map':
      return isDeclarable(type.key) && isDeclarable(type.value);
    case 'struct':
      return keepsOrder(type.fields.map(({ name }) => name)) && type.fields.every((field) => isDeclarable(field.type));
    default:
      return true;
  }
};

const unique = (wish: string, taken: Set<string>): string => {
  let name = wish;
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wish}_${i}`;
  taken.add(name.toLowerCase());
  return name;
};
const isGoodColumn = (name: string): boolean => columnNameProblem(name) === undefined && keepsOrder([name]) && name !== '__proto__';

interface Named {
  /** Names as they are declared, by those that were found. */
  readonly names: ReadonlyMap<string, string>;
  readonly lines: readonly string[];
  readonly leftOut: readonly string[];
}
/** Columns whose names a table cannot have get others, and say what they are called in the source. */
const columnLines = (columns: readonly ColumnModel[]): Named => {
  const taken = new Set(
    columns
      .map(({ name }) => name)
      .filter(isGoodColumn)
      .map((name) => name.toLowerCase()),
  );
  const names = new Map<string, string>();
  const leftOut: string[] = [];
  const lines = columns.flatMap(({ name, type, nullable, comment, tags }) => {
    if (!isDeclarable(type)) {
      leftOut.push(`column "${name}", which has fields whose names are numbers`);
      return [];
    }
    const declared = isGoodColumn(name) ? name : unique(/^\d/.test(name) ? `_${identifier(`x${name}`).slice(1)}` : identifier(name), taken);
    names.set(name, declared);
    const calls = [
      ...(nullable ? [] : ['.notNull()']),
      ...(comment === undefined ? [] : [`.comment(${typescriptString(comment)})`]),
      ...Object.entries(tags ?? {}).map(([key, value]) => `.tag(${[key, ...(value === '' ? [] : [value])].map(typescriptString).join(', ')})`),
      ...(declared === name ? [] : [`.from(${typescriptString(name)})`]),
    ];
    return [`${typescriptKey(declared)}: ${typeText(type)}${calls.join('')},`];
  });
  return { names, lines, leftOut };
};

const block = (head: string, lines: readonly string[], tail: string): readonly string[] => [
  head,
  ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
  tail,
];
const list = (names: readonly string[], known: ReadonlyMap<string, string>): string =>
  `[${names.map((name) => typescriptString(known.get(name) ?? name)).join(', ')}]`;
const option = (name: string, names: readonly string[], known: ReadonlyMap<string, string>): readonly string[] =>
  names.length === 0 ? [] : [`${name}: ${list(names, known)},`];

export interface Written {
  readonly text: string;
  /** What could not be declared, by table. */
  readonly leftOut: readonly { readonly table: string; readonly what: readonly string[] }[];
}

/** What Delta and catalogs record for themselves, and would not accept from others. */
const KEPT_BY_OTHERS = /^(delta\.(min(Reader|Writer)Version|feature\.|last|rowTracking\.|columnMapping\.maxColumnId)|spark\.|option\.|view\.)/;
const propertyLines = (properties: Readonly<Record<string, string>>): readonly string[] => {
  const entries = Object.entries(properties).filter(([name]) => !KEPT_BY_OTHERS.test(name));
  if (entries.length === 0) return [];
  return block(
    'properties: {',
    entries.map(([name, value]) => `${typescriptKey(name)}: ${typescriptString(value)},`),
    '},',
  );
};

const tableLines = (
  table: ImportedTable,
  layer: string,
  id: string,
  key: string,
): { readonly lines: readonly string[]; readonly leftOut: readonly string[] } => {
  const { names, lines, leftOut } = columnLines(table.columns);
  const intent = table.comment ?? (table.files ? undefined : `as in ${table.source}; the body is still to be written`);
  // Nothing can be said about a key that lost a column.
  const kept = (columns: readonly string[]): readonly string[] => (columns.every((name) => names.has(name)) ? columns : []);
  const options = [
    ...(intent === undefined ? [] : [`intent: ${typescriptString(intent)},`]),
    ...(table.files ? [`source: files(${typescriptString(table.files.path)}, { format: '${table.files.format}' }),`] : []),
    ...block('columns: {', lines, '},'),
    ...option('primaryKey', kept(table.primaryKey), names),
    ...(table.clusterBy === 'auto' ? ["clusterBy: 'auto',"] : option('clusterBy', kept(table.clusterBy), names)),
    ...option('partitionBy', kept(table.partitionBy), names),
    ...propertyLines(table.properties),
  ];
  return { lines: block(`${typescriptKey(key)}: new Table(${layer}, ${typescriptString(id)}, {`, options, '}),'), leftOut: [...table.leftOut, ...leftOut] };
};

/** Names that a table of lakewright can have, each once; those of several schemas share one layer. */
const tableIds = (tables: readonly ImportedTable[]): readonly string[] => {
  const last = tables.map(({ name }) => name.at(-1) ?? 'table');
  const counts = new Map<string, number>();
  for (const name of last) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  const taken = new Set<string>();
  return tables.map(({ name }, i) => {
    const own = last[i] ?? 'table';
    const isAlone = (counts.get(own.toLowerCase()) ?? 0) < 2;
    const wish = isAlone ? own : name.slice(-2).join('_');
    const good = objectNameProblem(wish) === undefined && wish !== '__proto__' ? wish : identifier(wish);
    return unique(isSqlReserved(good) || isPythonReserved(good) ? `${good}_table` : good, taken);
  });
};

const contractLines = (
  { project, name, intent, columns }: ImportedContract,
  variable: string,
  version: string,
): { readonly lines: readonly string[]; readonly leftOut: readonly string[] } => {
  const { lines, leftOut } = columnLines(columns);
  return {
    lines: [
      ...(intent === undefined ? [] : [`/** ${intent.replace(/\s+/g, ' ').replaceAll('*/', '*\\/').trim()} */`]),
      ...block(
        `export const ${variable} = tableContract({`,
        [
          `project: ${typescriptString(project)},`,
          `name: ${typescriptString(name)},`,
          `version: ${typescriptString(version)},`,
          ...block('columns: {', lines, '},'),
        ],
        '});',
      ),
    ],
    leftOut,
  };
};

export interface WriteOptions {
  /** The layer in which the tables are declared. */
  readonly layer: string;
  /** Of contracts. */
  readonly version: string;
}
/** A module that declares what was found. */
export const writeDeclarations = (found: readonly Imported[], { layer, version }: WriteOptions): Written => {
  const tables = found.filter((one) => one.kind === 'table');
  const contracts = found.filter((one) => one.kind === 'contract');
  const variables = new Set<string>();
  const name = typescriptVariable(layer);
  const ids = tableIds(tables);
  const written = tables.map((table, i) => ({ table: ids[i] ?? '', ...tableLines(table, name, ids[i] ?? '', ids[i] ?? '') }));
  const promised = contracts.map((contract) => ({
    table: contract.name,
    ...contractLines(contract, unique(typescriptVariable(contract.name), variables), version),
  }));
  const imports = [
    ...(tables.some(({ files }) => files) ? ['files'] : []),
    ...(tables.length > 0 ? ['type Layer'] : []),
    't',
    ...(tables.length > 0 ? ['Table'] : []),
    ...(contracts.length > 0 ? ['tableContract'] : []),
  ];
  const parts: readonly (readonly string[])[] = [
    [`import { ${imports.join(', ')} } from 'lakewright';`],
    ...(tables.length > 0
      ? [
          [
            '/** Begun by `lakewright import`; yours from now on. */',
            ...block(
              `export const ${name}Tables = (${name}: Layer) => ({`,
              written.flatMap(({ lines }) => lines),
              '});',
            ),
          ],
        ]
      : []),
    ...promised.map(({ lines }) => lines),
  ];
  return {
    text: `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`,
    leftOut: [...written, ...promised].filter(({ leftOut }) => leftOut.length > 0).map(({ table, leftOut }) => ({ table, what: leftOut })),
  };
};
