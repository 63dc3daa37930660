/** The operators that expressions have as methods. Their records are like those of functions. */
import { arithmeticType, commonType, comparable, tightestType } from '../coercion.ts';
import { type DataTypeNode, isInterval, sameType, scalar, typeText } from '../datatype.ts';
import type { ExprNode } from '../node.ts';
import type { ProblemPayload } from '../problem.ts';
import {
  ANY, ARRAY, BOOLEAN, type FunctionRecord, INTEGER, INTERVAL, MAP, NUMBER, ORDERABLE, ORDERABLE_ARRAY, TEXT, TIMESTAMP, TIME, UP_TO_INT, VARIANT, type NullRule, type Param, type TypeRule,
  anyNull, denoted, mayBeNull, neverNull, nullWhere, option, param, returnsBoolean, returnsDate, sameAs,
} from './record.ts';
import { anyNullCast, commonArgs, elementNull, elementOf, isProblem, keyOf, literalMayNotFit, noCommonType, nullAs, operands } from './rules.ts';

type OperatorRecord = Omit<FunctionRecord, 'example'>;
const operator = (name: string, spark: string, params: readonly Param[], returns: TypeRule, nullable: NullRule = anyNull): OperatorRecord =>
  Object.freeze({ name, spark, group: 'operator', params, returns, nullable });

const type = (args: readonly ExprNode[], i: number): DataTypeNode => args[i]?.type ?? { kind: 'error' };
const compares = (name: string): TypeRule => (args) =>
  args.every((arg, i) => i === 0 || comparable(type(args, 0), arg.type))
    ? scalar('boolean')
    : { kind: 'operand-types', operator: name, left: typeText(type(args, 0)), right: typeText(args.find((a, i) => i > 0 && !comparable(type(args, 0), a.type))?.type ?? type(args, 1)) };
const left = param('left', ORDERABLE), right = param('right', ORDERABLE, { like: 0, wholeStays: true });
/** Comparing casts both sides to one type, and a cast may be nullable. */
const comparesNull: NullRule = (args) => args.slice(1).some((other) => anyNullCast([args[0] as ExprNode, other])) || literalMayNotFit(args);
const comparison = (name: string, spark: string, nullable: NullRule = comparesNull): OperatorRecord =>
  operator(name, spark, [left, right], compares(name), nullable);
const arithmeticNull: NullRule = (args) => anyNull(args) || literalMayNotFit(args);
const arithmetic = (name: 'add' | 'sub' | 'mul' | 'div' | 'mod', spark: string, nullable: NullRule = arithmeticNull): OperatorRecord =>
  operator(name, spark, [param('left', NUMBER), param('right', NUMBER, { like: 0, wholeStays: true })], (args) => arithmeticType(name, ...operands(args)), nullable);
const textTest = (name: string, spark: string): OperatorRecord => operator(name, spark, [param('text', TEXT), param('part', TEXT)], returnsBoolean);

const item: TypeRule = (args) => {
  const container = type(args, 0);
  return container.kind === 'array' ? container.element : container.kind === 'map' ? container.value : { kind: 'error' };
};

const apart = (operator: string, args: readonly ExprNode[]): ProblemPayload => ({ kind: 'operand-types', operator, left: typeText(type(args, 0)), right: typeText(type(args, 1)) });
/** A day moved by months stays a day; moved by seconds it becomes a moment. */
const moved = (name: 'add' | 'sub'): TypeRule => (args) => {
  const [from, by] = [type(args, 0), type(args, 1)];
  if (isInterval(from)) return sameType(from, by) || by.kind === 'error' ? from : apart(name, args);
  return from.kind === 'date' && by.kind === 'interval day to second' ? scalar('timestamp') : from;
};

export const OPERATORS = {
  isNull: operator('isNull', 'isnull', [param('value')], returnsBoolean, neverNull),
  isNotNull: operator('isNotNull', 'isnotnull', [param('value')], returnsBoolean, neverNull),
  eq: comparison('eq', '='),
  ne: comparison('ne', '!='),
  eqNullSafe: comparison('eqNullSafe', '<=>', neverNull),
  lt: comparison('lt', '<'),
  le: comparison('le', '<='),
  gt: comparison('gt', '>'),
  ge: comparison('ge', '>='),
  between: operator('between', 'between', [param('value', ORDERABLE), param('low', ORDERABLE, { like: 0, wholeStays: true }), param('high', ORDERABLE, { like: 0, wholeStays: true })], compares('between'), comparesNull),
  isIn: operator('isIn', 'in', [left, param('values', ORDERABLE, { like: 0, rest: true })], (args) => {
    const common = commonArgs('isIn')(args);
    return isProblem(common) ? common : scalar('boolean');
  }, anyNullCast),
  and: operator('and', 'and', [param('left', BOOLEAN), param('others', BOOLEAN, { rest: true })], returnsBoolean),
  or: operator('or', 'or', [param('left', BOOLEAN), param('others', BOOLEAN, { rest: true })], returnsBoolean),
  not: operator('not', 'not', [param('condition', BOOLEAN)], returnsBoolean),
  like: operator('like', 'like', [param('text', TEXT), option('pattern', TEXT), option('escape', TEXT, { optional: true })], returnsBoolean, nullWhere(0)),
  ilike: operator('ilike', 'ilike', [param('text', TEXT), option('pattern', TEXT), option('escape', TEXT, { optional: true })], returnsBoolean, nullWhere(0)),
  rlike: operator('rlike', 'rlike', [param('text', TEXT), option('regex', TEXT)], returnsBoolean, nullWhere(0)),
  contains: textTest('contains', 'contains'),
  startsWith: textTest('startsWith', 'startswith'),
  endsWith: textTest('endsWith', 'endswith'),
  add: arithmetic('add', '+'),
  sub: arithmetic('sub', '-'),
  mul: arithmetic('mul', '*'),
  div: arithmetic('div', '/', mayBeNull),
  mod: arithmetic('mod', '%', mayBeNull),
  addInterval: operator('addInterval', '+', [param('left', { label: 'a date, a timestamp or an interval', test: (t) => TIME.test(t) || INTERVAL.test(t) }), param('interval', INTERVAL)], moved('add')),
  subInterval: operator('subInterval', '-', [param('left', { label: 'a date, a timestamp or an interval', test: (t) => TIME.test(t) || INTERVAL.test(t) }), param('interval', INTERVAL)], moved('sub')),
  /** Two timestamps of one kind; days have `dateDiff`. */
  subTime: operator('subTime', '-', [param('end', TIMESTAMP), param('start', TIMESTAMP)], (args) =>
    sameType(type(args, 0), type(args, 1)) || type(args, 1).kind === 'error' ? scalar('interval day to second') : apart('sub', args)),
  mulInterval: operator('mulInterval', '*', [param('interval', INTERVAL), param('number', NUMBER)], sameAs(0)),
  divInterval: operator('divInterval', '/', [param('interval', INTERVAL), param('number', NUMBER)], sameAs(0)),
  /** `seconds` is a whole number of seconds, negative to subtract. */
  addDuration: operator('addDuration', '+ interval', [param('time', TIMESTAMP), option('seconds', NUMBER)], sameAs(0), nullWhere(0)),
  addDays: operator('addDays', 'date_add', [param('date', TIME), param('days', UP_TO_INT)], returnsDate, nullAs(scalar('date'), 0)),
  getItem: operator('getItem', 'get', [param('array', ARRAY), param('index', INTEGER)], item, elementNull(0)),
  getValue: operator('getValue', 'try_element_at', [param('map', MAP), param('key')], (args) =>
    tightestType(keyOf(type(args, 0)), type(args, 1)) ? item(args) : noCommonType('getItem', args), mayBeNull),
  /** `value.get(path, type)` of a variant. */
  tryVariantGet: operator('tryVariantGet', 'try_variant_get', [param('value', VARIANT), option('path', TEXT), param('type', ANY, { as: 'type' })], denoted(2), mayBeNull),
  arrayContains: operator('arrayContains', 'array_contains', [param('array', ORDERABLE_ARRAY), param('value', ORDERABLE)], (args) =>
    commonType(elementOf(type(args, 0)), type(args, 1)) ? scalar('boolean') : noCommonType('contains', args), (args) => {
    const array = type(args, 0);
    return (args[0]?.nullable ?? true) || (args[1]?.nullable ?? true) || (array.kind === 'array' && array.containsNull);
  }),
} as const satisfies Readonly<Record<string, OperatorRecord>>;
export type OperatorName = keyof typeof OPERATORS;
