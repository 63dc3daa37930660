import type { DataTypeNode } from '../../query/datatype.ts';
import { sqlIdentifier, sqlString } from '../../utils/sql-text.ts';

export interface SqlTypeOptions {
  /** Keeps what only a column's declaration can say: `VARCHAR(n)`, `NOT NULL` and comments of fields. @default false */
  readonly declared?: boolean;
  /** Whether the type is below an array or a map: Delta refuses `NOT NULL` there, at any depth. @default false */
  readonly nested?: boolean;
}
/** A data type. In expressions sized text is `STRING`, because Spark reads it so. */
export const sqlType = (type: DataTypeNode, options: SqlTypeOptions = {}): string => {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'char':
    case 'varchar':
      return options.declared ? `${type.kind.toUpperCase()}(${type.length})` : 'STRING';
    case 'array':
      return `ARRAY<${sqlType(type.element, nestedIn(options))}>`;
    case 'map':
      return `MAP<${sqlType(type.key, nestedIn(options))}, ${sqlType(type.value, nestedIn(options))}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((field) => structField(field, options)).join(', ')}>`;
    case 'error':
      throw new Error('a type that is known to be wrong has no SQL: diagnostics must stop synthesis before');
    default:
      return type.kind.toUpperCase();
  }
};
const nestedIn = (options: SqlTypeOptions): SqlTypeOptions => ({ ...options, nested: true });
type Field = Extract<DataTypeNode, { kind: 'struct' }>['fields'][number];
const structField = (field: Field, options: SqlTypeOptions): string => {
  const text = `${sqlIdentifier(field.name)}: ${sqlType(field.type, options)}`;
  if (!options.declared) return text;
  const comment = field.comment === undefined ? '' : ` COMMENT ${sqlString(field.comment)}`;
  return `${text}${field.nullable || options.nested ? '' : ' NOT NULL'}${comment}`;
};
