import { castable, castNullable, tryCastNullable } from './cast.ts';
import { fitsInteger } from './coercion.ts';
import { type DataTypeNode, ERROR_TYPE, isInterval, isTime, nullableInside, scalar, typeText } from './datatype.ts';
import type { Duration } from './duration.ts';
import { OPERATORS, type OperatorName } from './functions/operators.ts';
import type { FunctionRecord, Param } from './functions/record.ts';
import { isPlainValue, literalOf, plainLiteral } from './literal.ts';
import type { ErrorNode, ExprNode, SortNode } from './node.ts';
import { type Problem, type ProblemPayload, problem } from './problem.ts';
import { fieldRow } from './row.ts';
import { inLambda, made, superseded } from './scope.ts';
import { declarationOf } from './types.ts';
import { windowProblems } from './window-checks.ts';
import { windowContent } from './window-content.ts';

const NODE = Symbol.for('lakewright.expression');
const SORT = Symbol.for('lakewright.sort');

/** The node of an expression, or undefined if the value is not an expression. */
export const nodeOf = (value: unknown): ExprNode | undefined =>
  typeof value === 'object' && value !== null ? (value as { [NODE]?: ExprNode })[NODE] : undefined;

export const errorNode = (...problems: readonly Problem[]): ErrorNode => Object.freeze({ kind: 'error', type: ERROR_TYPE, nullable: true, problems });

const describe = (value: unknown): string => {
  if (value === null) return 'null';
  if (windowContent(value)) return 'a window';
  if (typeof value === 'object' && 'otherwise' in value) return 'a condition without .otherwise(…)';
  if (typeof value === 'object' && 'over' in value) return 'a window function without .over(…)';
  return Array.isArray(value) ? 'an array' : typeof value;
};

/** The node of what a callback returned; anything else becomes an error node that says so. */
export const exprNode = (value: unknown, where: string): ExprNode =>
  nodeOf(value) ?? errorNode(problem({ kind: 'not-an-expression', where, actual: describe(value) }));

/** A sort key from `.asc()`, `.desc()` or a bare expression (ascending). */
export const sortNode = (value: unknown): SortNode => {
  const key = typeof value === 'object' && value !== null ? (value as { [SORT]?: SortNode })[SORT] : undefined;
  return key ?? Object.freeze({ expr: exprNode(value, 'orderBy'), direction: 'asc', nulls: 'first' });
};

class SortKeyImpl {
  readonly [SORT]: SortNode;
  readonly sort: 'asc' | 'desc';
  constructor(node: SortNode) {
    this[SORT] = Object.freeze(node);
    this.sort = node.direction;
    Object.freeze(this);
  }
  nullsFirst(): SortKeyImpl {
    return new SortKeyImpl({ ...this[SORT], nulls: 'first' });
  }
  nullsLast(): SortKeyImpl {
    return new SortKeyImpl({ ...this[SORT], nulls: 'last' });
  }
}

/** Wraps a node that the running callback made. */
export const make = (node: ExprNode): Expression => {
  made(node);
  return new Expression(Object.freeze(node));
};
/** Wraps a node that was there before the callback, such as a column of its row. */
export const wrap = (node: ExprNode): Expression => new Expression(node);

const isPayload = (value: DataTypeNode | ProblemPayload | ExprNode): value is ProblemPayload =>
  value.kind === 'literal-does-not-fit' ||
  value.kind === 'operand-types' ||
  value.kind === 'no-common-type' ||
  value.kind === 'branch-types' ||
  value.kind === 'argument-type';

const fitsBigint = (value: unknown): boolean =>
  (typeof value === 'bigint' && fitsInteger(value, scalar('bigint'))) || (typeof value === 'number' && Number.isSafeInteger(value));
const argument = (record: Pick<FunctionRecord, 'name'>, param: Param, value: unknown, before: readonly ExprNode[]): ExprNode => {
  if (param.as === 'lambda' && param.lambda && typeof value === 'function') return lambdaNode(param, value as (...args: unknown[]) => unknown, before);
  if (param.as === 'type') return typeNode(record, param, value);
  const like = param.like === undefined ? undefined : before[param.like];
  const found = nodeOf(value);
  const whole = param.wholeStays && like?.type.kind === 'decimal' && fitsBigint(value);
  const lifted = found ?? (isPlainValue(value) ? (like && !whole ? literalOf(value, like.type) : plainLiteral(value)) : undefined);
  if (lifted === undefined || param.as === 'lambda') {
    return errorNode(problem({ kind: 'not-an-expression', where: `${record.name}, argument "${param.name}"`, actual: describe(value) }));
  }
  if (isPayload(lifted)) return errorNode(problem(lifted));
  if (param.accepts.test(lifted.type) && (lifted.kind === 'literal' || lifted.kind === 'error' || (param.as !== 'literal' && param.as !== 'constant')))
    return lifted;
  if (param.accepts.test(lifted.type)) {
    return errorNode(
      problem({
        kind: 'argument-type',
        function: record.name,
        argument: param.name,
        expected: `${param.accepts.label} that is a plain value`,
        actual: 'a column',
      }),
    );
  }
  const payload = { kind: 'argument-type', function: record.name, argument: param.name, expected: param.accepts.label, actual: typeText(lifted.type) } as const;
  return errorNode(problem(isPlainValue(value) ? { ...payload, value: String(value) } : payload));
};

/** Readers and casts forget which parts must not be NULL, so the type does too. */
const typeNode = (record: Pick<FunctionRecord, 'name'>, param: Param, value: unknown): ExprNode => {
  const declared = declarationOf(value);
  const payload = { kind: 'argument-type', function: record.name, argument: param.name, expected: param.accepts.label } as const;
  if (!declared) return errorNode(problem({ ...payload, actual: describe(value) }));
  if (declared.problems && declared.problems.length > 0) return errorNode(...declared.problems);
  const denotes = nullableInside(declared.type);
  if (!param.accepts.test(denotes)) return errorNode(problem({ ...payload, actual: typeText(denotes) }));
  return Object.freeze({ kind: 'literal', type: scalar('string'), nullable: false, value: typeText(denotes), denotes });
};

const lambdaNode = (param: Param, body: (...args: unknown[]) => unknown, before: readonly ExprNode[]): ExprNode => {
  const variables = (param.lambda?.(before) ?? [])
    .filter((v, i) => !v.optional || body.length === 0 || i < body.length)
    // Inner lambdas need other names than outer ones.
    .map((v) => Object.freeze({ kind: 'variable', name: lambdaDepth === 0 ? v.name : `${v.name}${lambdaDepth}`, type: v.type, nullable: v.nullable } as const));
  lambdaDepth += 1;
  try {
    const result = exprNode(
      inLambda(variables, () => body(...variables.map(wrap))),
      `the function given for "${param.name}"`,
    );
    if (result.kind === 'error') return result;
    return Object.freeze({ kind: 'lambda', params: variables.map((v) => v.name), body: result, type: result.type, nullable: result.nullable });
  } finally {
    lambdaDepth -= 1;
  }
};
let lambdaDepth = 0;

type Callable = Omit<FunctionRecord, 'example'>;
/** The node of a call: literals lifted, arguments checked, type and nullability computed by the record's rules. */
export const callNode = (record: Callable, values: readonly unknown[]): ExprNode => {
  const args: ExprNode[] = [];
  const problems: Problem[] = [];
  const required = record.params.filter((p) => !p.optional && !p.rest).length;
  const last = record.params.at(-1);
  const given = values.filter((v) => v !== undefined).length;
  if (given < required || (given > record.params.length && !last?.rest)) {
    const most = last?.rest ? `at least ${required}` : required === record.params.length ? `${required}` : `${required} to ${record.params.length}`;
    return errorNode(problem({ kind: 'argument-count', function: record.name, expected: most, actual: given }));
  }
  for (const [i, value] of values.entries()) {
    const param = record.params[i] ?? last;
    if (!param || value === undefined) continue;
    const node = argument(record, param, value, args);
    if (node.kind === 'error') problems.push(...node.problems);
    args.push(node);
  }
  if (args.some((arg) => arg.kind === 'error')) return errorNode(...problems);
  const type = record.returns(args);
  if (isPayload(type)) return errorNode(problem(type));
  const base = { fn: record.name, args: Object.freeze(args), type: type as DataTypeNode, nullable: record.nullable(args) };
  return Object.freeze(record.kind === 'aggregate' ? { kind: 'aggregate', ...base } : { kind: 'call', ...base });
};
const operate = (name: OperatorName, ...values: readonly unknown[]): Expression => make(callNode(OPERATORS[name], values));

/** Aggregates for which NULL is a value: a filter, which in PySpark makes what it keeps out NULL, would change them. */
export const COUNTS_NULLS: ReadonlySet<string> = new Set(['approxTopK']);

/** The one class behind all expression interfaces: the editor shows only what fits a type, and plain JavaScript gets a diagnostic. */
export class Expression {
  readonly [NODE]: ExprNode;
  constructor(node: ExprNode) {
    this[NODE] = node;
    Object.freeze(this);
  }
  get #type(): DataTypeNode {
    return this[NODE].type;
  }
  isNull(): Expression {
    return operate('isNull', this);
  }
  isNotNull(): Expression {
    return operate('isNotNull', this);
  }
  cast(to: unknown): Expression {
    return castTo(this, to, false);
  }
  tryCast(to: unknown): Expression {
    return castTo(this, to, true);
  }
  eq(other: unknown): Expression {
    return operate('eq', this, other);
  }
  ne(other: unknown): Expression {
    return operate('ne', this, other);
  }
  eqNullSafe(other: unknown): Expression {
    return operate('eqNullSafe', this, other);
  }
  isIn(values: unknown): Expression {
    if (!Array.isArray(values) || values.length === 0) {
      return make(
        errorNode(problem({ kind: 'invalid-option', step: 'isIn', option: 'values', expected: 'a list of at least one value', actual: describe(values) })),
      );
    }
    return operate('isIn', this, ...values);
  }
  lt(other: unknown): Expression {
    return operate('lt', this, other);
  }
  le(other: unknown): Expression {
    return operate('le', this, other);
  }
  gt(other: unknown): Expression {
    return operate('gt', this, other);
  }
  ge(other: unknown): Expression {
    return operate('ge', this, other);
  }
  between(low: unknown, high: unknown): Expression {
    return operate('between', this, low, high);
  }
  asc(): SortKeyImpl {
    return new SortKeyImpl({ expr: this[NODE], direction: 'asc', nulls: 'first' });
  }
  desc(): SortKeyImpl {
    return new SortKeyImpl({ expr: this[NODE], direction: 'desc', nulls: 'last' });
  }
  and(...others: readonly unknown[]): Expression {
    return others.length === 0 ? this : operate('and', this, ...others);
  }
  or(...others: readonly unknown[]): Expression {
    return others.length === 0 ? this : operate('or', this, ...others);
  }
  not(): Expression {
    return operate('not', this);
  }
  like(pattern: unknown, escapedBy?: unknown): Expression {
    return operate('like', this, pattern, ...(escapedBy === undefined ? [] : [escapedBy]));
  }
  ilike(pattern: unknown, escapedBy?: unknown): Expression {
    return operate('ilike', this, pattern, ...(escapedBy === undefined ? [] : [escapedBy]));
  }
  rlike(regex: unknown): Expression {
    return operate('rlike', this, regex);
  }
  contains(part: unknown): Expression {
    return operate(this.#type.kind === 'array' ? 'arrayContains' : 'contains', this, part);
  }
  startsWith(part: unknown): Expression {
    return operate('startsWith', this, part);
  }
  endsWith(part: unknown): Expression {
    return operate('endsWith', this, part);
  }
  add(other: unknown): Expression {
    if (isIntervalValue(other)) return operate('addInterval', this, other);
    return durationSeconds(other) === undefined ? operate('add', this, other) : operate('addDuration', this, durationSeconds(other));
  }
  sub(other: unknown): Expression {
    const seconds = durationSeconds(other);
    if (isIntervalValue(other)) return operate('subInterval', this, other);
    if (seconds === undefined && isTime(this.#type)) return operate('subTime', this, other);
    return seconds === undefined ? operate('sub', this, other) : operate('addDuration', this, -seconds);
  }
  mul(other: unknown): Expression {
    return operate(isInterval(this.#type) ? 'mulInterval' : 'mul', this, other);
  }
  div(other: unknown): Expression {
    return operate(isInterval(this.#type) ? 'divInterval' : 'div', this, other);
  }
  mod(other: unknown): Expression {
    return operate('mod', this, other);
  }
  addDays(days: unknown): Expression {
    return operate('addDays', this, days);
  }
  getItem(key: unknown): Expression {
    if (this.#type.kind !== 'map') return operate('getItem', this, key);
    return make(keyLookup(this, this.#type.key, key));
  }
  get(path: unknown, as: unknown): Expression {
    return operate('tryVariantGet', this, path, as);
  }
  get fields(): unknown {
    return fieldRow(this[NODE]);
  }
  filter(condition: unknown): Expression {
    const node = this[NODE];
    if (node.kind === 'error') return this;
    if (node.kind === 'aggregate' && COUNTS_NULLS.has(node.fn)) {
      const expected = 'an aggregate that leaves NULLs out; write where(…) before agg';
      return make(errorNode(problem({ kind: 'argument-type', function: 'filter', argument: 'value', expected, actual: node.fn })));
    }
    const when = exprNode(condition, 'filter');
    if (node.kind !== 'aggregate')
      return make(errorNode(problem({ kind: 'argument-type', function: 'filter', argument: 'value', expected: 'an aggregate', actual: node.kind })));
    if (when.kind === 'error') return make(when);
    if (when.type.kind !== 'boolean') return make(errorNode(problem({ kind: 'not-boolean', where: 'filter', actual: typeText(when.type) })));
    superseded(node);
    const filter = node.filter ? callNode(OPERATORS.and, [wrap(node.filter), condition]) : when;
    // A filter may leave no row, so even a count of rows is 0 then, and all others become NULL.
    return make(Object.freeze({ ...node, filter }));
  }
  over(window: unknown): Expression {
    return over(this[NODE], window);
  }
}

/** Puts a ranking function or an aggregate over a window. */
export const over = (node: ExprNode, window: unknown): Expression => {
  if (node.kind === 'error') return make(node);
  const content = windowContent(window);
  if (!content || (node.kind !== 'call' && node.kind !== 'aggregate')) {
    return make(errorNode(problem({ kind: 'argument-type', function: 'over', argument: 'window', expected: 'a window', actual: describe(window) })));
  }
  const broken = [...content.partitionBy, ...content.orderBy.map((key) => key.expr)].flatMap((n) => (n.kind === 'error' ? n.problems : []));
  if (broken.length > 0) return make(errorNode(...broken));
  const wrong = windowProblems(node, content);
  if (wrong.length > 0) return make(errorNode(...wrong));
  return make(Object.freeze({ kind: 'window', expr: node, ...content, type: node.type, nullable: node.nullable }));
};

const isIntervalValue = (value: unknown): boolean => isInterval(nodeOf(value)?.type ?? ERROR_TYPE);
const durationSeconds = (value: unknown): number | undefined =>
  typeof value === 'object' && value !== null && nodeOf(value) === undefined && typeof (value as Duration).seconds === 'number'
    ? (value as Duration).seconds
    : undefined;

const castTo = (value: Expression, to: unknown, lenient: boolean): Expression => {
  const expr = nodeOf(value) as ExprNode;
  const declared = declarationOf(to);
  if (expr.kind === 'error') return value;
  if (!declared)
    return make(errorNode(problem({ kind: 'argument-type', function: 'cast', argument: 'to', expected: 'a type such as t.int()', actual: describe(to) })));
  if (declared.problems && declared.problems.length > 0) return make(errorNode(...declared.problems));
  const type = nullableInside(declared.type);
  if (!castable(expr.type, type, lenient)) {
    return make(
      errorNode(
        problem({
          kind: 'argument-type',
          function: lenient ? 'tryCast' : 'cast',
          argument: 'to',
          expected: `a type that ${typeText(expr.type)} can be cast to`,
          actual: typeText(type),
        }),
      ),
    );
  }
  const nullable = expr.nullable || (lenient ? tryCastNullable : castNullable)(expr.type, type);
  return make(Object.freeze({ kind: 'cast', expr, lenient, type, nullable }));
};

const keyLookup = (map: Expression, keyType: DataTypeNode, key: unknown): ExprNode => {
  const lifted = isPlainValue(key) ? literalOf(key, keyType) : undefined;
  if (lifted && isPayload(lifted)) return errorNode(problem(lifted));
  return callNode(OPERATORS.getValue, [map, lifted ? wrap(lifted) : key]);
};
