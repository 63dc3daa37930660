import { type DataTypeNode, sameType, scalar } from '../../query/datatype.ts';
import type { LiteralNode } from '../../query/node.ts';
import { sqlString } from '../../utils/sql-text.ts';
import { sqlType } from './type.ts';

type Value = LiteralNode['value'];
const cast = (text: string, type: DataTypeNode): string => `CAST(${text} AS ${sqlType(type)})`;

const doubleText = (value: Value): string => {
  // NaN and infinities are text in the node.
  if (typeof value !== 'number' || !Number.isFinite(value)) return cast(sqlString(String(value)), scalar('double'));
  if (Object.is(value, -0)) return '-0.0D';
  return `${value}D`;
};

/** The decimal type that Spark gives to `1.50BD`. */
const ownDecimal = (text: string): DataTypeNode => {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const significant = whole.replace(/^0+/, '').length;
  return { kind: 'decimal', precision: Math.max(significant + fraction.length, 1), scale: fraction.length };
};

/** `2026-01-02T10:00:00Z` as a wall-clock time: Spark, too, ignores the zone. */
const withoutZone = (text: string): string => text.replace(/(?:Z|[+-]\d{2}:\d{2})$/, '').replace('T', ' ');

/** A value of a type, so that Spark reads exactly this type. */
export const sqlLiteral = (value: Value, type: DataTypeNode): string => {
  if (value === null) return cast('NULL', type);
  switch (type.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return sqlString(String(value));
    case 'boolean':
      return value === true ? 'true' : 'false';
    case 'int':
      return String(value);
    case 'bigint':
      return `${value}L`;
    case 'tinyint':
    case 'smallint':
      return cast(String(value), type);
    case 'double':
      return doubleText(value);
    case 'float':
      return cast(doubleText(value), type);
    case 'decimal':
      return sameType(ownDecimal(String(value)), type) ? `${value}BD` : cast(`${value}BD`, type);
    case 'date':
      return `DATE ${sqlString(String(value))}`;
    case 'timestamp':
      return `TIMESTAMP ${sqlString(String(value))}`;
    case 'timestamp_ntz':
      return `TIMESTAMP_NTZ ${sqlString(withoutZone(String(value)))}`;
    case 'binary':
      return `X'${value}'`;
    default:
      throw new Error(`there are no literals of type ${type.kind}`);
  }
};
