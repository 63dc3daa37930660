import { type DataTypeNode, arrayOf, holdsKind, isError, isInteger, isInterval, isNumeric, isText, isTime, scalar } from '../datatype.ts';
import type { Expr } from '../expr.ts';
import type { ExprNode, Typed } from '../node.ts';
import type { Schema } from '../plan.ts';
import type { ProblemPayload } from '../problem.ts';

export const FUNCTION_GROUPS = [
  'operator', 'string', 'numeric', 'date and time', 'interval', 'conditional', 'array', 'map', 'struct', 'higher-order', 'json', 'variant', 'csv and xml', 'hash',
  'aggregate', 'window', 'other',
] as const;
export type FunctionGroup = (typeof FUNCTION_GROUPS)[number];

/** Which types an argument may have; `label` completes "expected …" in messages. */
export interface Accepts {
  readonly label: string;
  readonly test: (type: DataTypeNode) => boolean;
}
export interface Param {
  readonly name: string;
  readonly accepts: Accepts;
  /**
   * `literal`: a plain value, which PySpark takes bare. `constant`: a plain value, which PySpark takes as a column.
   * `lambda`: a function over elements, see `lambda`.
   * `type`: a type such as `t.int()`; the node is its text. @default 'column'
   */
  readonly as?: 'column' | 'literal' | 'constant' | 'lambda' | 'type';
  /** A plain value takes the type of the argument at this position. */
  readonly like?: number;
  /** A plain whole number next to a decimal stays one: Spark takes it as the decimal of its digits. */
  readonly wholeStays?: true;
  /** Any number of further arguments; only the last parameter. */
  readonly rest?: true;
  /** May be left out. */
  readonly optional?: true;
  /** Types of a lambda's parameters, given the arguments before it. */
  readonly lambda?: (before: readonly ExprNode[]) => readonly LambdaParam[];
}
/** `optional`: left out where the given function has no parameter for it. */
export interface LambdaParam extends Typed {
  readonly name: string;
  readonly optional?: true;
}
/** The type of a call; a payload where the arguments do not go together. */
export type TypeRule = (args: readonly ExprNode[]) => DataTypeNode | ProblemPayload;
export type NullRule = (args: readonly ExprNode[]) => boolean;

/** One function or operator: types, documentation and checks derive from this record. */
export interface FunctionRecord {
  /** The name in `F.…`, or the method's name for an operator. */
  readonly name: string;
  /** Spark SQL's name. */
  readonly spark: string;
  /** PySpark's name in `pyspark.sql.functions`. @default `spark` */
  readonly pyspark?: string;
  readonly group: FunctionGroup;
  /** `ranking` and `offset` need `.over(…)`. @default 'scalar' */
  readonly kind?: 'scalar' | 'aggregate' | 'ranking' | 'offset';
  /** SQL writes `DISTINCT` before the arguments. */
  readonly distinct?: true;
  /** PySpark has no function of this name and calls Spark SQL's. */
  readonly sqlOnly?: true;
  /** The first version of Spark that has it in SQL and PySpark; the sentence ends with it. @default '4.0' */
  readonly since?: '4.1' | '4.2';
  readonly params: readonly Param[];
  readonly returns: TypeRule;
  readonly nullable: NullRule;
  /** An expression that shows the function, and the value that Spark gives for it. Checked against Spark by the tests. */
  readonly example: Example;
}
export interface Example {
  readonly of: () => Expr;
  /** The columns and rows that the expression reads. @default one row without columns */
  readonly rows?: { readonly schema: Schema; readonly values: readonly (readonly (string | number | boolean | null)[])[] };
  /** As JSON; dates, timestamps (UTC), decimals and NaN are text, binary is hex. Of a window function, the values of all rows. */
  readonly gives: unknown;
}

// ---- what arguments may be
const accepts = (label: string, test: (type: DataTypeNode) => boolean): Accepts => ({ label, test: (type) => isError(type) || test(type) });
export const ANY = accepts('any value', () => true);
export const TEXT = accepts('text', isText);
export const NUMBER = accepts('a number', isNumeric);
export const INTEGER = accepts('a whole number', isInteger);
export const BOOLEAN = accepts('a condition', (type) => type.kind === 'boolean');
export const TIME = accepts('a date or timestamp', isTime);
export const DATE = accepts('a date', (type) => type.kind === 'date');
export const TIMESTAMP = accepts('a timestamp', (type) => type.kind === 'timestamp' || type.kind === 'timestamp_ntz');
export const INTERVAL = accepts('an interval', isInterval);
export const BINARY = accepts('binary', (type) => type.kind === 'binary');
export const TEXT_OR_BINARY = accepts('text or binary', (type) => isText(type) || type.kind === 'binary');
export const ARRAY = accepts('an array', (type) => type.kind === 'array');
export const MAP = accepts('a map', (type) => type.kind === 'map');
export const ARRAY_OR_MAP = accepts('an array or a map', (type) => type.kind === 'array' || type.kind === 'map');
export const STRUCT = accepts('a struct', (type) => type.kind === 'struct');
export const VARIANT = accepts('a variant', (type) => type.kind === 'variant');
/** Where Spark wants exactly these and casts nothing. */
export const INT = accepts('an int', (type) => type.kind === 'int');
export const UP_TO_INT = accepts('a tinyint, smallint or int', (type) => type.kind === 'tinyint' || type.kind === 'smallint' || type.kind === 'int');
export const ZONED = accepts('a timestamp with time zone', (type) => type.kind === 'timestamp');
/** What can be compared, sorted and hashed. */
export const ORDERABLE = accepts('a value without maps and variants, which cannot be compared', (type) => !holdsKind(type, 'map', 'variant'));
export const ORDERABLE_ARRAY = accepts('an array of values that can be compared', (type) => type.kind === 'array' && ORDERABLE.test(type));

// ---- parameters
export const param = (name: string, kind: Accepts = ANY, more: Omit<Param, 'name' | 'accepts'> = {}): Param => ({ name, accepts: kind, ...more });
/** A plain value given at definition time. */
export const option = (name: string, kind: Accepts, more: Omit<Param, 'name' | 'accepts' | 'as'> = {}): Param => ({ name, accepts: kind, as: 'literal', ...more });
/** A plain value given at definition time, which PySpark wants as a column. */
export const constant = (name: string, kind: Accepts, more: Omit<Param, 'name' | 'accepts' | 'as'> = {}): Param => ({ name, accepts: kind, as: 'constant', ...more });

// ---- result types
export const always = (type: DataTypeNode): TypeRule => () => type;
export const returnsString = always(scalar('string'));
export const returnsInt = always(scalar('int'));
export const returnsBigint = always(scalar('bigint'));
export const returnsDouble = always(scalar('double'));
export const returnsBoolean = always(scalar('boolean'));
export const returnsDate = always(scalar('date'));
export const returnsTimestamp = always(scalar('timestamp'));
const at = (args: readonly ExprNode[], position: number): DataTypeNode => args[position]?.type ?? { kind: 'error' };
/** The type of an argument; sized text reads as string. */
export const sameAs =
  (position: number): TypeRule =>
  (args) => {
    const type = at(args, position);
    return isText(type) ? scalar('string') : type;
  };
/** The type that a type argument names. */
export const denoted =
  (position: number): TypeRule =>
  (args) => {
    const arg = args[position];
    return (arg?.kind === 'literal' && arg.denotes) || { kind: 'error' };
  };
/** An array of an argument's type. */
export const arrayOfArg =
  (position: number, containsNull = false): TypeRule =>
  (args) =>
    arrayOf(at(args, position), containsNull);

// ---- nullability
/** NULL where any argument is. */
export const anyNull: NullRule = (args) => args.some((arg) => arg.nullable);
/** NULL only where all arguments are. */
export const allNull: NullRule = (args) => args.every((arg) => arg.nullable);
export const neverNull: NullRule = () => false;
export const mayBeNull: NullRule = () => true;
/** NULL where these arguments are. */
export const nullWhere =
  (...positions: readonly number[]): NullRule =>
  (args) =>
    positions.some((position) => args[position]?.nullable ?? true);
