/** Who may do and see what, as SQL: privileges on tables, column masks and row filters of Unity Catalog. */
import type { Model, SettingModel, TableModel } from '../../model/model.ts';
import type { AppModel, MaskModel, RowFilterModel } from '../../model/operations.ts';
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
type Columns = TableModel['columns'];
const parametersOf = (columns: Columns): string => columns.map(({ name, type }) => `${sqlIdentifier(name)} ${sqlType(type)}`).join(', ');
const functionStatement = (name: string, columns: Columns, returns: string, body: ExprNode): string =>
  `CREATE OR REPLACE FUNCTION ${name}(${parametersOf(columns)})\nRETURNS ${returns}\nRETURN ${sqlExpression(body)}`;
const nameList = (columns: Columns): string => columns.map(({ name }) => sqlIdentifier(name)).join(', ');

/** The name of the function of a mask or filter: in the schema of its table. */
const functionName = (schema: string, table: TableModel, { name }: MaskModel | RowFilterModel): string =>
  objectName(schema, `${shortIdentifier(table.name, 160)}__${name}`);

/** Masks and filters of a table; on the table of its quarantined rows too, which hold the same values. */
export const hidingStatements = (model: Model, table: TableModel, schema: string, names: readonly string[]): readonly string[] => {
  const masks = model.masks.filter((mask) => mask.table === table.key);
  const filters = model.rowFilters.filter((filter) => filter.table === table.key);
  return [
    ...masks.flatMap((mask) => {
      const used = columnsIn(mask.show);
      const column = table.columns.filter(({ name }) => name === mask.column);
      const others = table.columns.filter(({ name }) => name !== mask.column && used.has(name));
      const [type] = column;
      const name = functionName(schema, table, mask);
      const using = others.length > 0 ? ` USING COLUMNS (${nameList(others)})` : '';
      return [
        functionStatement(name, [...column, ...others], type ? sqlType(type.type) : 'STRING', mask.show),
        ...names.map((target) => `ALTER TABLE ${target} ALTER COLUMN ${sqlIdentifier(mask.column)} SET MASK ${name}${using}`),
      ];
    }),
    ...filters.flatMap((filter) => {
      const used = columnsIn(filter.show);
      const columns = table.columns.filter(({ name }) => used.has(name));
      const name = functionName(schema, table, filter);
      return [
        functionStatement(name, columns, 'BOOLEAN', filter.show),
        ...names.map((target) => `ALTER TABLE ${target} SET ROW FILTER ${name} ON (${nameList(columns)})`),
      ];
    }),
  ];
};
