/** Schemas as PySpark's `StructType`. */
import type { ColumnModel } from '../../model/model.ts';
import type { DataTypeNode, StructField } from '../../query/datatype.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { Imports } from './imports.ts';
import type { Doc } from './layout.ts';
import { type Piece, call, dict, keyword, list, plain, string, toDoc } from './syntax.ts';

const NAMES: Readonly<Record<string, string>> = {
  string: 'StringType',
  boolean: 'BooleanType',
  binary: 'BinaryType',
  variant: 'VariantType',
  tinyint: 'ByteType',
  smallint: 'ShortType',
  int: 'IntegerType',
  bigint: 'LongType',
  float: 'FloatType',
  double: 'DoubleType',
  date: 'DateType',
  timestamp: 'TimestampType',
  timestamp_ntz: 'TimestampNTZType',
  'interval year to month': 'YearMonthIntervalType',
  'interval day to second': 'DayTimeIntervalType',
};

export const typeDoc = (type: DataTypeNode, imports: Imports): Doc => {
  const of = (name: string, docs: readonly Doc[]): Doc =>
    docs.length === 0 ? `${imports.use('T')}.${name}()` : toDoc(call(`${imports.use('T')}.${name}`, docs));
  switch (type.kind) {
    case 'decimal':
      return of('DecimalType', [String(type.precision), String(type.scale)]);
    case 'char':
      return of('CharType', [String(type.length)]);
    case 'varchar':
      return of('VarcharType', [String(type.length)]);
    case 'array':
      return of('ArrayType', [typeDoc(type.element, imports), ...(type.containsNull ? [] : ['containsNull=False'])]);
    case 'map':
      return of('MapType', [typeDoc(type.key, imports), typeDoc(type.value, imports), ...(type.valueContainsNull ? [] : ['valueContainsNull=False'])]);
    case 'struct':
      return structDoc(type.fields, imports);
    case 'error':
      throw new Error('a type that is known to be wrong has no Python: diagnostics must stop synthesis before');
    default:
      return of(NAMES[type.kind] ?? type.kind, []);
  }
};
const fieldDoc = ({ name, type, nullable, comment }: StructField | ColumnModel, imports: Imports): Doc => {
  const metadata: readonly (readonly [string, Piece])[] = comment === undefined ? [] : [['comment', string(comment)]];
  return toDoc(
    call(`${imports.use('T')}.StructField`, [
      pythonString(name),
      typeDoc(type, imports),
      ...(nullable ? [] : ['nullable=False']),
      ...(metadata.length > 0 ? [keyword('metadata', plain(dict(metadata)))] : []),
    ]),
  );
};
/** A `StructType` with the comments of its fields. */
export const structDoc = (fields: readonly (StructField | ColumnModel)[], imports: Imports): Doc =>
  toDoc(call(`${imports.use('T')}.StructType`, [list(fields.map((field) => fieldDoc(field, imports)))]));
