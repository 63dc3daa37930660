/** Result types and nullability that many functions share. */
import { castNullable } from '../cast.ts';
import { commonOf, tightestType } from '../coercion.ts';
import { type DataTypeNode, type DecimalType, ERROR_TYPE, decimal, isInteger, isText, sameType, scalar, typeText } from '../datatype.ts';
import type { ExprNode } from '../node.ts';
import type { ProblemPayload } from '../problem.ts';
import type { LambdaParam, NullRule, TypeRule } from './record.ts';

export const typeAt = (args: readonly ExprNode[], position: number): DataTypeNode => args[position]?.type ?? ERROR_TYPE;
export const nullableAt = (args: readonly ExprNode[], position: number): boolean => args[position]?.nullable ?? true;
/** The type with sized text read as string. */
export const plainType = (type: DataTypeNode): DataTypeNode => (isText(type) ? scalar('string') : type);
export const noCommonType = (name: string, args: readonly ExprNode[]): ProblemPayload => ({
  kind: 'no-common-type', function: name, types: args.map((arg) => typeText(arg.type)),
});
export const isProblem = (type: DataTypeNode | ProblemPayload): type is ProblemPayload => type.kind === 'no-common-type' || type.kind === 'operand-types';

/** The common type of the arguments from a position on. */
export const commonArgs =
  (name: string, from = 0): TypeRule =>
  (args) => {
    const common = commonOf(args.slice(from).map((arg) => arg.type));
    return common ? plainType(common) : noCommonType(name, args.slice(from));
  };
/** The arguments of a position list as Spark sees them once they are cast to their common type. */
const castTo = (args: readonly ExprNode[]): readonly boolean[] => {
  const common = commonOf(args.map((arg) => arg.type));
  return args.map((arg) => arg.nullable || (common !== undefined && castNullable(arg.type, common)));
};
/** NULL only where all arguments are, cast to their common type. */
export const allNullCast: NullRule = (args) => castTo(args).every(Boolean);
/** NULL where any argument is, cast to their common type. */
export const anyNullCast: NullRule = (args) => castTo(args).some(Boolean);
/** NULL where any argument is or may not fit a type that the function wants. */
export const nullAs =
  (type: DataTypeNode, ...positions: readonly number[]): NullRule =>
  (args) =>
    args.some((arg, i) => arg.nullable || (positions.includes(i) && castNullable(arg.type, type)));

// ---- containers
export const elementOf = (type: DataTypeNode): DataTypeNode => (type.kind === 'array' ? type.element : ERROR_TYPE);
export const containsNull = (type: DataTypeNode): boolean => type.kind !== 'array' || type.containsNull;
export const keyOf = (type: DataTypeNode): DataTypeNode => (type.kind === 'map' ? type.key : ERROR_TYPE);
export const valueTypeOf = (type: DataTypeNode): DataTypeNode => (type.kind === 'map' ? type.value : ERROR_TYPE);
export const valueContainsNull = (type: DataTypeNode): boolean => type.kind !== 'map' || type.valueContainsNull;
/** Whether an element may be NULL: of an array made on the spot, Spark looks at the very element that a literal position names. */
export const elementNull =
  (first: 0 | 1): NullRule =>
  ([items, position]) => {
    if (items?.kind !== 'call' || items.fn !== 'array' || position?.kind !== 'literal' || position.value === null) return true;
    const given = Number(position.value);
    // Position 0 fails the run, so nothing is NULL.
    if (given === 0 && first === 1) return false;
    const index = given < 0 && first === 1 ? items.args.length + given : given - first;
    const element = items.args[index];
    return element === undefined || element.nullable || castNullable(element.type, elementOf(items.type));
  };
export const elementType: TypeRule = (args) => elementOf(typeAt(args, 0));
/** The lambda parameter for an array's items. */
export const itemOf = (args: readonly ExprNode[], position = 0, name = 'x'): LambdaParam => ({
  name, type: elementOf(typeAt(args, position)), nullable: containsNull(typeAt(args, position)),
});
/** An item that is compared with an array's elements, or joins them: their common type. */
export const meetsElements =
  (name: string, result: (element: DataTypeNode, array: DataTypeNode, args: readonly ExprNode[]) => DataTypeNode): TypeRule =>
  (args) => {
    const array = typeAt(args, 0);
    const [own, value] = [elementOf(array), typeAt(args, 1)];
    // Types that differ only in what may be NULL inside are not cast.
    const common = sameType(own, value, false) ? own : tightestType(own, value);
    return common ? result(plainType(common), array, args) : noCommonType(name, args);
  };

/** NULL where the array or the item is, or where the item may not fit the elements' type. */
export const itemNull: NullRule = (args) => {
  const [own, value] = [elementOf(typeAt(args, 0)), typeAt(args, 1)];
  return nullableAt(args, 0) || nullableAt(args, 1) || castNullable(value, tightestType(own, value) ?? own);
};

// ---- decimals
/** A whole-number literal next to a decimal counts as the decimal of its own digits. */
const literalDecimal = (node: ExprNode | undefined, other: ExprNode | undefined): DecimalType | undefined => {
  if (node?.kind !== 'literal' || node.value === null || (node.type.kind !== 'int' && node.type.kind !== 'bigint') || other?.type.kind !== 'decimal') return undefined;
  return decimal(String(node.value).replace('-', '').length, 0);
};
/** The types of two operands as Spark's arithmetic takes them. */
export const operands = (args: readonly ExprNode[]): readonly [DataTypeNode, DataTypeNode] => [
  literalDecimal(args[0], args[1]) ?? typeAt(args, 0),
  literalDecimal(args[1], args[0]) ?? typeAt(args, 1),
];
/** Spark casts such a literal to a decimal of its own digits, and calls that cast nullable: it looks at types only. */
export const literalMayNotFit: NullRule = (args) =>
  args.slice(1).some((other) =>
    [[args[0], other], [other, args[0]]].some(([literal, peer]) => {
      const exact = literalDecimal(literal, peer);
      return exact !== undefined && castNullable(literal?.type ?? exact, exact);
    }),
  );
const capped = (precision: number, scale: number): DecimalType => decimal(Math.min(precision, 38), Math.min(scale, 38));
/** Of `sum`: whole numbers add up to `bigint`, fractions to `double`, decimals get ten more digits. */
export const sumType: TypeRule = (args) => {
  const type = typeAt(args, 0);
  if (type.kind === 'decimal') return capped(type.precision + 10, type.scale);
  return scalar(isInteger(type) ? 'bigint' : 'double');
};
/** Of `avg`: decimals get four more digits on both sides. */
export const avgType: TypeRule = (args) => {
  const type = typeAt(args, 0);
  return type.kind === 'decimal' ? capped(type.precision + 4, type.scale + 4) : scalar('double');
};
/** Of `round`: a decimal keeps as many digits after the point as asked for, and room for the carry. */
export const roundType: TypeRule = (args) => {
  const type = typeAt(args, 0);
  if (type.kind !== 'decimal') return type;
  const digits = args[1];
  const scale = digits?.kind === 'literal' ? Number(digits.value) : 0;
  const whole = type.precision - type.scale + 1;
  if (scale < 0) return decimal(Math.min(Math.max(whole, 1 - scale), 38), 0);
  const kept = Math.min(type.scale, scale);
  return decimal(Math.min(whole + kept, 38), kept);
};
/** Of `ceil` and `floor`: `bigint`, or a decimal without fraction. */
export const wholeType: TypeRule = (args) => {
  const type = typeAt(args, 0);
  return type.kind === 'decimal' ? capped(type.scale === 0 ? type.precision : type.precision - type.scale + 1, 0) : scalar('bigint');
};
