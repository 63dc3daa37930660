/** Who may do and see what, as SQL: privileges on tables, column masks and row filters of Unity Catalog. */
import type { Model, SettingModel, TableModel } from '../../model/model.ts';
import type { AppModel, MaskModel, RowFilterModel } from '../../model/operations.ts';
import { quarantineOf } from '../../model/names.ts';
import { givenColumns } from '../../model/writes.ts';
import { scalar } from '../../query/datatype.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import { inBackticks, sqlIdentifier, sqlString } from '../../utils/sql-text.ts';
import { shortIdentifier } from '../physical.ts';
import { sqlExpression } from './expression.ts';
import { isPlainName, objectName, settingSql } from './names.ts';
import { sqlType } from './type.ts';

/** The parameter that holds the principal of an app. */
export const appParameter = (app: AppModel): string => `${shortIdentifier(app.name)}_app`;

/** A statement that ends with a name that only an expression gives: SQL takes no expression there. */
export const executed = (start: string, name: string): readonly string[] => [
  'DECLARE OR REPLACE VARIABLE statement STRING',
  `SET VAR statement = ${sqlString(`${start} \``)} || replace(${name}, '\`', '\`\`') || '\`'`,
  'EXECUTE IMMEDIATE statement',
];
const isOne = (setting: SettingModel<string>): boolean => Object.keys(setting.overrides ?? {}).length === 0 && isPlainName(setting.value);

const objectOf = (table: TableModel, name: string): string => `${table.kind === 'view' ? 'VIEW' : 'TABLE'} ${name}`;
/** Privileges on a table or view: those of the definition, and those that apps need. */
export const grantStatements = (model: Model, table: TableModel, name: string): readonly string[] => {
  const own = model.grants.flatMap(({ on, to, privileges }): readonly string[] => {
    if (on.kind === 'layer' || on.table !== table.key) return [];
    const start = `GRANT ${privileges.join(', ')} ON ${objectOf(table, name)} TO`;
    // Always in backticks: names of groups are often words of SQL.
    return isOne(to.name) ? [`${start} ${inBackticks(to.name.value)}`] : executed(start, settingSql(to.name));
  });
  const apps = model.apps.flatMap((app): readonly string[] => {
    const privileges = [
      ...(app.reads.includes(table.key) || app.writes.includes(table.key) ? ['SELECT'] : []),
      ...(app.writes.includes(table.key) ? ['MODIFY'] : []),
    ];
    return privileges.length === 0 ? [] : executed(`GRANT ${privileges.join(', ')} ON ${objectOf(table, name)} TO`, `{{${appParameter(app)}}}`);
  });
  return [...own, ...apps];
};

const columnsIn = (root: ExprNode): ReadonlySet<string> => {
  const names = new Set<string>();
  walk([root], (node) => {
    if (node.kind === 'column') names.add(node.name);
  });
  return names;
};
const usesOnly = (root: ExprNode, columns: ReadonlySet<string>): boolean => [...columnsIn(root)].every((name) => columns.has(name));
type Columns = TableModel['columns'];
const parametersOf = (columns: Columns): string => columns.map(({ name, type }) => `${sqlIdentifier(name)} ${sqlType(type)}`).join(', ');
const functionStatement = (name: string, columns: Columns, returns: string, body: ExprNode): string =>
  `CREATE OR REPLACE FUNCTION ${name}(${parametersOf(columns)})\nRETURNS ${returns}\nRETURN ${sqlExpression(body)}`;
const nameList = (columns: Columns): string => columns.map(({ name }) => sqlIdentifier(name)).join(', ');

/** The name of the function of a mask or filter: in the schema of its table. */
const functionName = (schema: string, table: string, { name }: MaskModel | RowFilterModel): string =>
  objectName(schema, `${shortIdentifier(table, 160)}__${name}`);

/** Where something is hidden. */
interface Hidden {
  /** The name of the table, with which that of the function begins. */
  readonly table: string;
  readonly schema: string;
  readonly columns: Columns;
  /** Names of the tables that use the function. */
  readonly on: readonly string[];
}
const maskStatements = ({ table, schema, columns, on }: Hidden, mask: MaskModel): readonly string[] => {
  const used = columnsIn(mask.show);
  const column = columns.filter(({ name }) => name === mask.column);
  const others = columns.filter(({ name }) => name !== mask.column && used.has(name));
  const [type] = column;
  const name = functionName(schema, table, mask);
  const using = others.length > 0 ? ` USING COLUMNS (${nameList(others)})` : '';
  return [
    functionStatement(name, [...column, ...others], type ? sqlType(type.type) : 'STRING', mask.show),
    ...on.map((target) => `ALTER TABLE ${target} ALTER COLUMN ${sqlIdentifier(mask.column)} SET MASK ${name}${using}`),
  ];
};
const filterStatements = ({ table, schema, columns, on }: Hidden, filter: RowFilterModel): readonly string[] => {
  const used = columnsIn(filter.show);
  const own = columns.filter(({ name }) => used.has(name));
  const name = functionName(schema, table, filter);
  return [functionStatement(name, own, 'BOOLEAN', filter.show), ...on.map((target) => `ALTER TABLE ${target} SET ROW FILTER ${name} ON (${nameList(own)})`)];
};

/** A mask that shows nothing of the column. */
const hidesAll = (mask: MaskModel, columns: Columns): MaskModel => {
  const type = columns.find(({ name }) => name === mask.column)?.type ?? scalar('string');
  return { ...mask, show: { kind: 'literal', value: null, type, nullable: true } };
};
const NEVER: ExprNode = { kind: 'literal', value: false, type: scalar('boolean'), nullable: false };
/** The filter without those alternatives that need other columns: what is left shows no row that it would not. */
const withoutOthers = (filter: RowFilterModel, columns: ReadonlySet<string>): RowFilterModel => {
  const parts: ExprNode[] = [];
  walk([filter.show], (node) => {
    if (node.kind === 'call' && node.fn === 'or') return true;
    if (usesOnly(node, columns)) parts.push(node);
    return false;
  });
  const [first, ...more] = parts;
  if (!first) return { ...filter, show: NEVER };
  return { ...filter, show: more.length === 0 ? first : { kind: 'call', fn: 'or', args: parts, type: scalar('boolean'), nullable: true } };
};

/**
 * Masks and filters of a table, and of the table of its quarantined rows, if there is one, which hold the same values. It lacks
 * the columns that the write adds: what needs them has a function of its own there, which shows less.
 */
export const hidingStatements = (model: Model, table: TableModel, schema: string, name: string, quarantine: string | undefined): readonly string[] => {
  const masks = model.masks.filter((mask) => mask.table === table.key);
  const filters = model.rowFilters.filter((filter) => filter.table === table.key);
  const stored: Hidden = { table: table.name, schema, columns: table.columns, on: [name] };
  if (quarantine === undefined) return [...masks.flatMap((mask) => maskStatements(stored, mask)), ...filters.flatMap((one) => filterStatements(stored, one))];
  const both: Hidden = { ...stored, on: [name, quarantine] };
  const kept: Hidden = { table: quarantineOf(table), schema, columns: givenColumns(table), on: [quarantine] };
  const given = new Set(kept.columns.map((column) => column.name));
  return [
    ...masks.flatMap((mask) => {
      if (!given.has(mask.column)) return maskStatements(stored, mask);
      if (usesOnly(mask.show, given)) return maskStatements(both, mask);
      return [...maskStatements(stored, mask), ...maskStatements(kept, hidesAll(mask, kept.columns))];
    }),
    ...filters.flatMap((filter) =>
      usesOnly(filter.show, given)
        ? filterStatements(both, filter)
        : [...filterStatements(stored, filter), ...filterStatements(kept, withoutOthers(filter, given))],
    ),
  ];
};
