/** Results by kind of number, as tables: cheaper for the compiler than conditions, and the editor shows the result. */
import type { NumericKind } from '../kinds.ts';

/** Of `sum`. */
export interface SumOf extends Record<NumericKind, NumericKind> {
  tinyint: 'bigint';
  smallint: 'bigint';
  int: 'bigint';
  bigint: 'bigint';
  float: 'double';
  double: 'double';
  decimal: 'decimal';
}
/** Of `avg`. */
export interface AverageOf extends Record<NumericKind, NumericKind> {
  tinyint: 'double';
  smallint: 'double';
  int: 'double';
  bigint: 'double';
  float: 'double';
  double: 'double';
  decimal: 'decimal';
}
/** Of `ceil` and `floor`. */
export interface WholeOf extends Record<NumericKind, NumericKind> {
  tinyint: 'bigint';
  smallint: 'bigint';
  int: 'bigint';
  bigint: 'bigint';
  float: 'bigint';
  double: 'bigint';
  decimal: 'decimal';
}
/** Of a part of a length of time. */
export interface IntervalPartOf {
  YEAR: 'int';
  MONTH: 'tinyint';
  DAY: 'int';
  HOUR: 'tinyint';
  MINUTE: 'tinyint';
  SECOND: 'decimal';
}
/** Of a part of a day or moment. */
export interface TimePartOf {
  YEAR: 'int';
  YEAROFWEEK: 'int';
  QUARTER: 'int';
  MONTH: 'int';
  WEEK: 'int';
  DAY: 'int';
  DAYOFWEEK: 'int';
  DAYOFWEEK_ISO: 'int';
  DOY: 'int';
  HOUR: 'int';
  MINUTE: 'int';
  SECOND: 'decimal';
}
