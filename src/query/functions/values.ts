/** Functions that make values: they are node kinds of their own, not catalogue records. */
import { castNullable } from '../cast.ts';
import { commonOf, commonType } from '../coercion.ts';
import { type DataTypeNode, readType, scalar, structOf, typeText } from '../datatype.ts';
import type { BooleanExpr, Common, DateExpr, Expr, ExprOf, Fields, LiteralOf, NumberExpr, Peer, StringExpr, StructExpr, TimestampExpr, TypeOf } from '../expr.ts';
import { errorNode, exprNode, make, nodeOf } from '../expression.ts';
import type { DateText, TimestampText } from '../kinds.ts';
import { isPlainValue, literalOf, type PlainValue, nullLiteral, plainLiteral } from '../literal.ts';
import type { ExprNode, NamedExpr } from '../node.ts';
import { problem } from '../problem.ts';
import { type DataType, declarationOf } from '../types.ts';

/** A value of a type; a decimal keeps the digits that its type has, not those that its value needs. */
const typedLiteral = (value: PlainValue, type: unknown): ExprNode => {
  const declared = declarationOf(type);
  if (!declared) return errorNode(problem({ kind: 'argument-type', function: 'lit', argument: 'type', expected: 'a type such as t.int()', actual: typeof type }));
  const literal = literalOf(value, readType(declared.type));
  if (literal.kind !== 'literal') return errorNode(problem(literal));
  if (declared.type.kind !== 'decimal' || literal.type.kind !== 'decimal') return literal;
  const [own, named] = [literal.type, declared.type];
  if (own.scale > named.scale || own.precision - own.scale > named.precision - named.scale) return errorNode(problem({ kind: 'literal-does-not-fit', value: String(value), type: typeText(declared.type) }));
  return Object.freeze({ ...literal, type: named });
};
/** A plain value as a column, of the type that Spark gives it or of a named one: text, boolean, whole number (`int`), fraction (`double`), `bigint` or bytes. */
export function lit(value: string): StringExpr;
export function lit(value: boolean): BooleanExpr;
export function lit<const N extends number>(value: N): NumberExpr<`${N}` extends `${bigint}` ? 'int' : 'double'>;
export function lit(value: bigint): NumberExpr<'bigint'>;
export function lit(value: Uint8Array): ExprOf<'binary'>;
export function lit<T>(value: LiteralOf<T>, type: DataType<T>): ExprOf<T>;
export function lit(value: unknown, type?: unknown): unknown {
  if (isPlainValue(value)) return make(type === undefined ? plainLiteral(value) : typedLiteral(value, type));
  return make(errorNode(problem({ kind: 'not-an-expression', where: 'lit', actual: value === null ? 'null' : typeof value })));
}

/** A typed NULL; there is no untyped one. */
export const nullOf = <T>(type: DataType<T>): ExprOf<T> => {
  const declared = declarationOf(type);
  const node = declared ? nullLiteral(declared.type) : errorNode(problem({ kind: 'argument-type', function: 'nullOf', argument: 'type', expected: 'a type such as t.int()', actual: typeof type }));
  return make(node) as unknown as ExprOf<T>;
};

const textLiteral = (text: unknown, type: DataTypeNode): unknown => {
  const node = typeof text === 'string' ? literalOf(text, type) : ({ kind: 'literal-does-not-fit', value: String(text), type: type.kind } as const);
  return make(node.kind === 'literal' ? node : errorNode(problem(node)));
};
/** A day of the calendar, `YYYY-MM-DD`. */
export const date = (text: DateText): DateExpr => textLiteral(text, scalar('date')) as DateExpr;
/** A moment with its zone, ISO 8601. */
export const timestamp = (text: TimestampText): TimestampExpr => textLiteral(text, scalar('timestamp')) as TimestampExpr;

const broken = (nodes: readonly ExprNode[]): ExprNode | undefined => {
  const problems = nodes.flatMap((node) => (node.kind === 'error' ? node.problems : []));
  return nodes.some((node) => node.kind === 'error') ? errorNode(...problems) : undefined;
};

/** A struct of named values. */
export const struct = <S>(fields: Fields<S>): StructExpr<S> => {
  const named: readonly NamedExpr[] = Object.entries(fields).map(([name, value]) => ({ name, expr: exprNode(value, `struct, field "${name}"`) }));
  const type = structOf(named.map(({ name, expr }) => ({ name, type: expr.type, nullable: expr.nullable })));
  return make(broken(named.map((f) => f.expr)) ?? Object.freeze({ kind: 'struct', fields: named, type, nullable: false })) as unknown as StructExpr<S>;
};

/** No expression before `otherwise`, so NULL by omission must be said: `otherwise(F.nullOf(t.int()))`. */
export interface When<T> {
  /** A further condition, tested if the previous ones are not TRUE. */
  when(condition: Expr<'boolean'>, value: Expr<T> | LiteralOf<T>): When<T>;
  /** The value if no condition is TRUE. */
  otherwise<U extends Peer<T> = T & Peer<T>>(value: Expr<U> | LiteralOf<T>): ExprOf<Common<T, U>>;
}
type Branch = { readonly when: ExprNode; readonly then: ExprNode };
class CaseBuilder {
  readonly #branches: readonly Branch[];
  constructor(branches: readonly Branch[]) {
    this.#branches = branches;
    Object.freeze(this);
  }
  #value(value: unknown): ExprNode {
    const first = this.#branches[0]?.then;
    if (!isPlainValue(value) || nodeOf(value)) return exprNode(value, 'when');
    const lifted = first ? literalOf(value, first.type) : plainLiteral(value);
    // The first branch may be a literal itself, e.g. 'late', so a plain value of the same JavaScript type always fits it.
    return lifted.kind === 'literal' ? lifted : first?.kind === 'literal' ? plainLiteral(value) : errorNode(problem(lifted));
  }
  when(condition: unknown, value: unknown): CaseBuilder {
    const when = exprNode(condition, 'when');
    const checked = when.kind === 'error' || when.type.kind === 'boolean' ? when : errorNode(problem({ kind: 'not-boolean', where: 'when', actual: typeText(when.type) }));
    return new CaseBuilder([...this.#branches, { when: checked, then: this.#value(value) }]);
  }
  otherwise(value: unknown): unknown {
    const otherwise = this.#value(value);
    const values = [...this.#branches.map((b) => b.then), otherwise];
    const wrong = broken([...this.#branches.map((b) => b.when), ...values]);
    if (wrong) return make(wrong);
    const type = commonOf(values.map((v) => v.type));
    if (!type) {
      const first = values[0]?.type ?? scalar('string');
      const other = values.find((v) => !commonType(first, v.type))?.type ?? otherwise.type;
      return make(errorNode(problem({ kind: 'branch-types', first: typeText(first), other: typeText(other) })));
    }
    return make(Object.freeze({ kind: 'case', branches: this.#branches, otherwise, type, nullable: values.some((v) => v.nullable || castNullable(v.type, type)) }));
  }
}
/** `CASE WHEN`: the first condition that is TRUE decides. */
export const when = <const V extends Expr | string | number | bigint | boolean>(condition: Expr<'boolean'>, value: V): When<TypeOf<V>> =>
  new CaseBuilder([]).when(condition, value) as unknown as When<TypeOf<V>>;

/** Escape hatch for one expression: Spark SQL text with typed holes; Spark's analyzer checks it. */
export const expr =
  <T>(type: DataType<T>) =>
  (text: TemplateStringsArray, ...holes: readonly (Expr | string | number)[]): ExprOf<T> => {
    const declared = declarationOf(type);
    const parts = text.flatMap((part, i): readonly (string | ExprNode)[] => {
      if (i >= holes.length) return [part];
      const hole = holes[i];
      return [part, nodeOf(hole) ?? (isPlainValue(hole) ? plainLiteral(hole) : exprNode(hole, 'expr'))];
    });
    const wrong = broken(parts.filter((p) => typeof p !== 'string'));
    const none = errorNode(problem({ kind: 'argument-type', function: 'expr', argument: 'type', expected: 'a type such as t.int()', actual: typeof type }));
    return make(wrong ?? (declared ? Object.freeze({ kind: 'sqlText', parts: Object.freeze(parts), type: declared.type, nullable: true }) : none)) as unknown as ExprOf<T>;
  };
