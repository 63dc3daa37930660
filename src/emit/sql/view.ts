import type { BodyModel, TableModel } from '../../model/model.ts';
import { sqlIdentifier, sqlString } from '../../utils/sql-text.ts';
import { planToSql } from './plan.ts';

/** The query of a body, or undefined if it is not a query. */
export const bodyToSql = (body: BodyModel, tableName: (key: string) => string): string | undefined => {
  switch (body.kind) {
    case 'relation':
      return planToSql(body.plan, tableName);
    case 'sql':
      return body.parts
        .map((part) => (typeof part === 'string' ? part : tableName(part.table)))
        .join('')
        .replace(/[\s;]+$/, '');
    case 'python':
    case 'files':
    case 'kafka':
    case 'jdbc':
    case 'unwritten':
    case 'external':
      return undefined;
  }
};

/** The query of a view, with exactly the columns that the view has, by name: SQL's own matching by place would rename them silently. */
export const viewQuery = ({ body, columns }: Pick<TableModel, 'body' | 'columns'>, tableName: (key: string) => string): string | undefined => {
  const query = bodyToSql(body, tableName);
  if (query === undefined) return undefined;
  if (body.kind === 'relation' && body.plan.schema.length === columns.length && body.plan.schema.every(({ name }, i) => name === columns[i]?.name))
    return query;
  return `SELECT ${columns.map(({ name }) => sqlIdentifier(name)).join(', ')}\nFROM (\n${query}\n)`;
};

/** CREATE OR REPLACE VIEW; undefined if the body is not a query. */
export const viewStatement = (view: TableModel, name: string, tableName: (key: string) => string): string | undefined => {
  const query = viewQuery(view, tableName);
  if (query === undefined) return undefined;
  const columns = view.columns.map((column) => `${sqlIdentifier(column.name)}${column.comment === undefined ? '' : ` COMMENT ${sqlString(column.comment)}`}`);
  const comment = view.intent === undefined ? [] : [`COMMENT ${sqlString(view.intent)}`];
  return [`CREATE OR REPLACE VIEW ${name} (`, `  ${columns.join(',\n  ')}`, ')', ...comment, 'AS', query].join('\n');
};
