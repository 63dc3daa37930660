/** A Spark data type as frozen data. What `t.…` declares and what inference computes. */
export type DataTypeNode =
  | ScalarType
  | DecimalType
  | SizedTextType
  | ArrayType
  | MapType
  | StructType
  /** The type of an expression that is already known to be wrong: everything that is asked of it is answered quietly. */
  | { readonly kind: 'error' };

export const SCALAR_KINDS = [
  'string',
  'boolean',
  'binary',
  'variant',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'date',
  'timestamp',
  'timestamp_ntz',
  'interval year to month',
  'interval day to second',
] as const;
export type ScalarKind = (typeof SCALAR_KINDS)[number];

export interface ScalarType {
  readonly kind: ScalarKind;
}
export interface DecimalType {
  readonly kind: 'decimal';
  readonly precision: number;
  readonly scale: number;
}
/** `char(n)` and `varchar(n)`: stored as declared, read as `string`. */
export interface SizedTextType {
  readonly kind: 'char' | 'varchar';
  readonly length: number;
}
export interface ArrayType {
  readonly kind: 'array';
  readonly element: DataTypeNode;
  readonly containsNull: boolean;
}
export interface MapType {
  readonly kind: 'map';
  readonly key: DataTypeNode;
  readonly value: DataTypeNode;
  readonly valueContainsNull: boolean;
}
export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly StructField[];
}
export interface StructField {
  readonly name: string;
  readonly type: DataTypeNode;
  readonly nullable: boolean;
  readonly comment?: string;
}

const scalars = Object.fromEntries(SCALAR_KINDS.map((kind) => [kind, Object.freeze({ kind })])) as unknown as {
  readonly [K in ScalarKind]: { readonly kind: K };
};
/** The one frozen node of a scalar kind. */
export const scalar = <K extends ScalarKind>(kind: K): { readonly kind: K } => scalars[kind];
export const ERROR_TYPE: DataTypeNode = Object.freeze({ kind: 'error' });
export const decimal = (precision: number, scale: number): DecimalType => Object.freeze({ kind: 'decimal', precision, scale });
export const arrayOf = (element: DataTypeNode, containsNull = true): ArrayType => Object.freeze({ kind: 'array', element, containsNull });
export const mapOf = (key: DataTypeNode, value: DataTypeNode, valueContainsNull = true): MapType =>
  Object.freeze({ kind: 'map', key, value, valueContainsNull });
export const structOf = (fields: readonly StructField[]): StructType =>
  Object.freeze({ kind: 'struct', fields: Object.freeze(fields.map((field) => Object.freeze(field))) });

const INTEGERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'int', 'bigint']);
const NUMERICS: ReadonlySet<string> = new Set([...INTEGERS, 'float', 'double', 'decimal']);
const TEXTS: ReadonlySet<string> = new Set(['string', 'char', 'varchar']);
const TIMES: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamp_ntz']);
export const isInteger = (type: DataTypeNode): boolean => INTEGERS.has(type.kind);
export const isNumeric = (type: DataTypeNode): boolean => NUMERICS.has(type.kind);
export const isText = (type: DataTypeNode): boolean => TEXTS.has(type.kind);
export const isTime = (type: DataTypeNode): boolean => TIMES.has(type.kind);
export const isInterval = (type: DataTypeNode): boolean => type.kind === 'interval year to month' || type.kind === 'interval day to second';
export const isError = (type: DataTypeNode): boolean => type.kind === 'error';

/** Whether a type of one of these kinds occurs anywhere in a type. */
export const holdsKind = (type: DataTypeNode, ...kinds: readonly DataTypeNode['kind'][]): boolean => {
  if (kinds.includes(type.kind)) return true;
  switch (type.kind) {
    case 'array':
      return holdsKind(type.element, ...kinds);
    case 'map':
      return holdsKind(type.key, ...kinds) || holdsKind(type.value, ...kinds);
    case 'struct':
      return type.fields.some((field) => holdsKind(field.type, ...kinds));
    default:
      return false;
  }
};

/** Equal as Spark compares column types; `nullability: false` ignores that of elements, values and fields. */
export const sameType = (a: DataTypeNode, b: DataTypeNode, nullability = true): boolean => {
  if (a === b) return true;
  switch (a.kind) {
    case 'decimal':
      return b.kind === 'decimal' && a.precision === b.precision && a.scale === b.scale;
    case 'char':
    case 'varchar':
      return b.kind === a.kind && a.length === b.length;
    case 'array':
      return b.kind === 'array' && (!nullability || a.containsNull === b.containsNull) && sameType(a.element, b.element, nullability);
    case 'map':
      return (
        b.kind === 'map' &&
        (!nullability || a.valueContainsNull === b.valueContainsNull) &&
        sameType(a.key, b.key, nullability) &&
        sameType(a.value, b.value, nullability)
      );
    case 'struct':
      return (
        b.kind === 'struct' &&
        a.fields.length === b.fields.length &&
        a.fields.every((field, i) => {
          const other = b.fields[i];
          return (
            other !== undefined &&
            field.name === other.name &&
            (!nullability || field.nullable === other.nullable) &&
            sameType(field.type, other.type, nullability)
          );
        })
      );
    default:
      return a.kind === b.kind;
  }
};

/** The type of a column as expressions see it: sized text reads as `string`, at every depth. */
export const readType = (type: DataTypeNode): DataTypeNode => {
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return scalar('string');
    case 'array':
      return arrayOf(readType(type.element), type.containsNull);
    case 'map':
      return mapOf(readType(type.key), readType(type.value), type.valueContainsNull);
    case 'struct':
      return structOf(type.fields.map((field) => ({ ...field, type: readType(field.type) })));
    default:
      return type;
  }
};

/** The type with NULL allowed at every depth, as Spark's readers and casts give it; sized text becomes `string`. */
export const nullableInside = (type: DataTypeNode): DataTypeNode => {
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return scalar('string');
    case 'array':
      return arrayOf(nullableInside(type.element));
    case 'map':
      return mapOf(nullableInside(type.key), nullableInside(type.value));
    case 'struct':
      return structOf(type.fields.map((field) => ({ name: field.name, type: nullableInside(field.type), nullable: true })));
    default:
      return type;
  }
};

const bare = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** A name as Spark SQL writes it in a type: in backticks only where needed. */
export const fieldText = (name: string): string => (bare.test(name) ? name : `\`${name.replaceAll('`', '``')}\``);

/** Spark SQL's text of a type, e.g. `array<struct<sku: string, qty: int>>`. */
export const typeText = (type: DataTypeNode): string => {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
      return `${type.kind}(${type.length})`;
    case 'array':
      return `array<${typeText(type.element)}>`;
    case 'map':
      return `map<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((f) => `${fieldText(f.name)}: ${typeText(f.type)}${f.nullable ? '' : ' NOT NULL'}`).join(', ')}>`;
    case 'error':
      return 'unknown';
    default:
      return type.kind;
  }
};
