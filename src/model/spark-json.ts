/** Types and schemas as Spark itself writes them in JSON, there and back. */
import { type DataTypeNode, type StructField, SCALAR_KINDS, type ScalarKind, arrayOf, decimal, mapOf, readType, scalar, structOf } from '../query/datatype.ts';

export type SparkJson = string | { readonly [key: string]: unknown };
export interface SparkSchemaJson {
  readonly type: 'struct';
  readonly fields: readonly { readonly name: string; readonly type: SparkJson; readonly nullable: boolean; readonly metadata: object }[];
}

const NAMES: Readonly<Partial<Record<ScalarKind, string>>> = { tinyint: 'byte', smallint: 'short', int: 'integer', bigint: 'long' };
const KINDS = new Map<string, ScalarKind>(SCALAR_KINDS.map((kind) => [NAMES[kind] ?? kind, kind]));

/** A type as Spark writes it. */
export const sparkTypeJson = (type: DataTypeNode): SparkJson => {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
      return `${type.kind}(${type.length})`;
    case 'array':
      return { type: 'array', elementType: sparkTypeJson(type.element), containsNull: type.containsNull };
    case 'map':
      return { type: 'map', keyType: sparkTypeJson(type.key), valueType: sparkTypeJson(type.value), valueContainsNull: type.valueContainsNull };
    case 'struct':
      return { ...sparkSchemaJson(type.fields) };
    case 'error':
      throw new Error('a type that is known to be wrong has no JSON: diagnostics must stop before');
    default:
      return NAMES[type.kind] ?? type.kind;
  }
};
type Typed = Pick<StructField, 'name' | 'type' | 'nullable' | 'comment'>;
/** Columns as Spark writes them, with their comments. */
export const sparkSchemaJson = (fields: readonly Typed[]): SparkSchemaJson => ({
  type: 'struct',
  fields: fields.map(({ name, type, nullable, comment }) => ({
    name,
    type: sparkTypeJson(type),
    nullable,
    metadata: comment === undefined ? {} : { comment },
  })),
});
/** Columns as a frame of the stored table has them: sized text is read as `string`. */
export const readSchemaJson = (fields: readonly Typed[]): SparkSchemaJson => sparkSchemaJson(fields.map((field) => ({ ...field, type: readType(field.type) })));

/** What Spark wrote is not a type that a table of lakewright can have; `message` says which. */
export class UnknownSparkType extends Error {
  constructor(type: string) {
    super(type);
    this.name = 'UnknownSparkType';
  }
}
type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const SIZED = /^(char|varchar)\((\d+)\)$/;
const DECIMAL = /^decimal\((\d+),\s*(-?\d+)\)$/;

const atomic = (name: string): DataTypeNode => {
  const kind = KINDS.get(name);
  if (kind !== undefined) return scalar(kind);
  const number = DECIMAL.exec(name);
  if (number) return decimal(Number(number[1]), Number(number[2]));
  const sized = SIZED.exec(name);
  if (sized) return Object.freeze({ kind: sized[1] as 'char' | 'varchar', length: Number(sized[2]) });
  throw new UnknownSparkType(name);
};
/** Spark keeps the length of text next to the column: the type itself says `string`. */
const sizedIn = (metadata: Fields): unknown => metadata['__CHAR_VARCHAR_TYPE_STRING'];
/** The columns of a schema as Spark writes it. Throws `UnknownSparkType`. */
export const fieldsOfSparkJson = (json: unknown): readonly StructField[] => {
  if (!isFields(json) || json['type'] !== 'struct' || !Array.isArray(json['fields'])) throw new UnknownSparkType(JSON.stringify(json));
  return json['fields'].filter(isFields).map((field): StructField => {
    const metadata = isFields(field['metadata']) ? field['metadata'] : {};
    const comment = metadata['comment'];
    return Object.freeze({
      name: String(field['name']),
      type: typeOfSparkJson(sizedIn(metadata) ?? field['type']),
      nullable: field['nullable'] !== false,
      ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
    });
  });
};
/** A type as Spark writes it. Throws `UnknownSparkType`. */
export const typeOfSparkJson = (json: unknown): DataTypeNode => {
  if (typeof json === 'string') return atomic(json);
  if (!isFields(json)) throw new UnknownSparkType(String(json));
  switch (json['type']) {
    case 'array':
      return arrayOf(typeOfSparkJson(json['elementType']), json['containsNull'] !== false);
    case 'map':
      return mapOf(typeOfSparkJson(json['keyType']), typeOfSparkJson(json['valueType']), json['valueContainsNull'] !== false);
    case 'struct':
      return structOf(fieldsOfSparkJson(json));
    case 'udt':
      return typeOfSparkJson(json['sqlType']);
    default:
      throw new UnknownSparkType(JSON.stringify(json));
  }
};
