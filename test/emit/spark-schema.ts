import type { DataTypeNode } from '../../src/query/datatype.ts';
import type { Schema } from '../../src/query/plan.ts';

/** A data type as `StructType.jsonValue()` gives it. */
export const sparkType = (type: DataTypeNode): unknown => {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
    case 'string':
      return 'string';
    case 'array':
      return { type: 'array', elementType: sparkType(type.element), containsNull: type.containsNull };
    case 'map':
      return { type: 'map', keyType: sparkType(type.key), valueType: sparkType(type.value), valueContainsNull: type.valueContainsNull };
    case 'struct':
      return { type: 'struct', fields: type.fields.map((f) => ({ name: f.name, type: sparkType(f.type), nullable: f.nullable })) };
    case 'tinyint':
      return 'byte';
    case 'smallint':
      return 'short';
    case 'int':
      return 'integer';
    case 'bigint':
      return 'long';
    default:
      return type.kind;
  }
};
export const sparkSchema = (schema: Schema): unknown => schema.map(({ name, type, nullable }) => ({ name, type: sparkType(type), nullable }));
