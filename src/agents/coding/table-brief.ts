/** A table as a model sees it: its schema and what is said about it; rows only if the user agreed. */
import { typeText } from '../../query/datatype.ts';
import type { RuleModel, TableModel } from '../../model/model.ts';
import type { Rows } from '../agent.ts';
import { redactRows } from '../redact.ts';

export interface TableBrief {
  readonly table: string;
  readonly intent?: string;
  readonly columns: readonly string[];
  readonly key?: readonly string[];
  readonly rules?: readonly string[];
  readonly rows?: Rows;
}
const MOST_COLUMNS = 120;
const ruleText = (rule: RuleModel): string => {
  const about = rule.description === undefined ? '' : `: ${rule.description}`;
  switch (rule.kind) {
    case 'unique':
      return `unique (${rule.columns.join(', ')})${about}`;
    case 'reference':
      return `${rule.name}: each row has a match in ${rule.to}${about}`;
    default:
      return `${rule.name}${about}`;
  }
};

/** One line a column: `amount decimal(10,2) not null -- in EUR`. */
export const columnText = ({ name, type, nullable, comment }: TableModel['columns'][number]): string =>
  `${name} ${typeText(type)}${nullable ? '' : ' not null'}${comment === undefined ? '' : ` -- ${comment}`}`;

/** What is told about a table. `rows` are redacted here, so callers need not. */
export const tableBrief = (table: TableModel, rows?: Rows): TableBrief => {
  const { columns, primaryKey, rules, intent } = table;
  return {
    table: table.key,
    ...(intent === undefined ? {} : { intent }),
    columns: [...columns.slice(0, MOST_COLUMNS).map(columnText), ...(columns.length > MOST_COLUMNS ? [`… ${columns.length - MOST_COLUMNS} more`] : [])],
    ...(primaryKey.length === 0 ? {} : { key: primaryKey }),
    ...(rules.length === 0 ? {} : { rules: rules.map(ruleText) }),
    ...(rows === undefined ? {} : { rows: redactRows(rows, columns) }),
  };
};
