import { castNullable } from './cast.ts';
import { commonType } from './coercion.ts';
import { ERROR_TYPE, typeText } from './datatype.ts';
import { exprNode, sortNode } from './expression.ts';
import { aggregateProblems, booleanProblems, duplicateNames, orderProblems, scalarProblems } from './expr-checks.ts';
import { joinOn, joinRows, nullableSide } from './join.ts';
import { isPlainValue, literalOf, nullLiteral } from './literal.ts';
import type { ExprNode, NamedExpr, SortNode } from './node.ts';
import type { JoinPlan, PlanNode, Schema, SchemaColumn } from './plan.ts';
import { type Problem, problem } from './problem.ts';
import { rowOf } from './row.ts';
import { type Bindings, type Outcome, inCallback } from './scope.ts';
import { offerRelation, planOf } from './source.ts';
import { declarationOf } from './types.ts';

type Callback = (...rows: readonly object[]) => unknown;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const freeze = <P extends PlanNode>(plan: P, problems: readonly Problem[]): P =>
  Object.freeze(problems.length > 0 ? { ...plan, problems: [...(plan.problems ?? []), ...problems] } : plan);
const noCallback = (step: string, option: string, actual: unknown): Problem =>
  problem({ kind: 'invalid-option', step, option, expected: 'a function of the row, e.g. (r) => …', actual: typeof actual });

/** A column that is passed through keeps its declared type, comment and tags. */
const outputColumn = ({ name, expr }: NamedExpr, inputs: readonly Schema[]): SchemaColumn => {
  const source = expr.kind === 'column' ? inputs[expr.input]?.find((c) => c.name === expr.name) : undefined;
  return {
    name,
    type: source?.type ?? expr.type,
    nullable: expr.nullable,
    ...(source?.comment === undefined ? {} : { comment: source.comment }),
    ...(source?.tags === undefined ? {} : { tags: source.tags }),
  };
};
export const outputSchema = (columns: readonly NamedExpr[], inputs: readonly Schema[]): Schema =>
  Object.freeze(columns.map((column) => Object.freeze(outputColumn(column, inputs))));

interface Evaluated {
  readonly columns: readonly NamedExpr[];
  readonly problems: readonly Problem[];
}
/** Runs a callback that gives named columns. */
const namedColumns = (step: string, bindings: readonly Bindings[], rows: readonly object[], callback: unknown): Evaluated => {
  if (typeof callback !== 'function') return { columns: [], problems: [noCallback(step, 'columns', callback)] };
  const outcome = inCallback(bindings, () => (callback as Callback)(...rows));
  if (!isObject(outcome.result)) {
    return {
      columns: [],
      problems: [problem({ kind: 'not-an-expression', where: `${step}: the callback must give an object of columns`, actual: typeof outcome.result })],
    };
  }
  const columns = Object.entries(outcome.result).map(([name, value]) => Object.freeze({ name, expr: exprNode(value, `${step}, column "${name}"`) }));
  const none = columns.length === 0 && step !== 'withColumns' ? [problem({ kind: 'no-columns', step })] : [];
  return { columns: Object.freeze(columns), problems: [...outcome.check(columns.map((c) => c.expr)), ...none] };
};
const oneExpr = (step: string, outcome: Outcome<unknown>): { readonly expr: ExprNode; readonly problems: readonly Problem[] } => {
  const expr = exprNode(outcome.result, step);
  return { expr, problems: outcome.check([expr]) };
};

export const seedPlan = (columns: object, rows: readonly object[]): PlanNode => {
  const problems: Problem[] = [];
  const schema = Object.entries(columns).map(([name, value]): SchemaColumn => {
    const d = declarationOf(value);
    problems.push(...(d?.problems ?? []));
    return Object.freeze({
      name,
      type: d?.type ?? ERROR_TYPE,
      nullable: !d?.notNull,
      ...(d?.comment === undefined ? {} : { comment: d.comment }),
      ...(d?.tags === undefined ? {} : { tags: d.tags }),
    });
  });
  const known = new Set(schema.map((column) => column.name));
  for (const name of new Set(rows.flatMap((row) => Object.keys(row)))) {
    if (!known.has(name)) problems.push(problem({ kind: 'unknown-column', column: name, available: [...known], of: 'the seed' }));
  }
  const values = rows.map((row) =>
    schema.map((column) => {
      const value = (row as Readonly<Record<string, unknown>>)[column.name] ?? null;
      if (value === null) {
        if (!column.nullable)
          problems.push(
            problem({ kind: 'invalid-option', step: 'seed', option: column.name, expected: 'a value, as the column must not be NULL', actual: 'NULL' }),
          );
        return nullLiteral(column.type).value;
      }
      const lifted = isPlainValue(value)
        ? literalOf(value, column.type)
        : ({ kind: 'not-an-expression', where: `seed, column "${column.name}"`, actual: typeof value } as const);
      if (lifted.kind === 'literal') return lifted.value;
      problems.push(problem(lifted));
      return null;
    }),
  );
  return freeze({ kind: 'seed', schema, rows: values }, problems);
};

/** The one class behind `Relation`: every step checks what it was given and adds a frozen plan node. */
export class RelationBuilder {
  readonly #plan: PlanNode;
  constructor(plan: PlanNode) {
    this.#plan = plan;
    offerRelation(this, plan);
    Object.freeze(this);
  }
  static reading(plan: PlanNode | undefined, given: unknown): RelationBuilder {
    if (plan) return new RelationBuilder(plan);
    const problems = [problem({ kind: 'not-a-source', step: 'from', actual: given === null ? 'null' : typeof given })];
    return new RelationBuilder(freeze({ kind: 'seed', schema: [], rows: [] }, problems));
  }
  #next(plan: PlanNode, problems: readonly Problem[]): RelationBuilder {
    return new RelationBuilder(freeze(plan, problems));
  }
  #row(): { readonly row: object; readonly columns: Bindings } {
    return rowOf(this.#plan.schema, 0, () => nameOf(this.#plan));
  }
  #unknownNames(names: readonly unknown[], step: string): readonly Problem[] {
    const known = new Set(this.#plan.schema.map((c) => c.name));
    return names
      .filter((name) => typeof name !== 'string' || !known.has(name))
      .map((name) => problem({ kind: 'unknown-column', column: String(name), available: [...known], of: `${step} on ${nameOf(this.#plan)}` }));
  }

  where(condition: unknown): RelationBuilder {
    if (typeof condition !== 'function') return this.#next(this.#plan, [noCallback('where', 'condition', condition)]);
    const { row, columns: own } = this.#row();
    const { expr, problems } = oneExpr(
      'where',
      inCallback([own], () => (condition as Callback)(row)),
    );
    const found = [...problems, ...booleanProblems(expr, 'where'), ...scalarProblems(expr, 'where', false)];
    return this.#next({ kind: 'where', input: this.#plan, condition: expr, schema: this.#plan.schema }, found);
  }
  select(columns: unknown): RelationBuilder {
    const { row, columns: own } = this.#row();
    const made = namedColumns('select', [own], [row], columns);
    const schema = outputSchema(made.columns, [this.#plan.schema]);
    const found = [...made.problems, ...made.columns.flatMap((c) => scalarProblems(c.expr, 'select', true)), ...duplicateNames(schema, 'select')];
    return this.#next({ kind: 'select', input: this.#plan, columns: made.columns, schema }, found);
  }
  withColumns(columns: unknown): RelationBuilder {
    const { row, columns: own } = this.#row();
    const made = namedColumns('withColumns', [own], [row], columns);
    const added = new Map(outputSchema(made.columns, [this.#plan.schema]).map((c) => [c.name, c]));
    const kept = this.#plan.schema.map((c) => added.get(c.name) ?? c);
    const names = new Set(kept.map((c) => c.name));
    const schema = Object.freeze([...kept, ...[...added.values()].filter((c) => !names.has(c.name))]);
    const found = [...made.problems, ...made.columns.flatMap((c) => scalarProblems(c.expr, 'withColumns', true)), ...duplicateNames(schema, 'withColumns')];
    return this.#next({ kind: 'withColumns', input: this.#plan, columns: made.columns, schema }, found);
  }
  drop(...names: readonly unknown[]): RelationBuilder {
    const gone = new Set(names);
    const schema = Object.freeze(this.#plan.schema.filter((c) => !gone.has(c.name)));
    return this.#next({ kind: 'drop', input: this.#plan, names: names.map(String), schema }, [
      ...this.#unknownNames(names, 'drop'),
      ...(schema.length === 0 ? [problem({ kind: 'no-columns', step: 'drop' })] : []),
    ]);
  }
  distinct(): RelationBuilder {
    return this.#next({ kind: 'distinct', input: this.#plan, schema: this.#plan.schema }, orderProblems('distinct', this.#plan.schema));
  }
  dropDuplicates(o: unknown): RelationBuilder {
    const { by, keepFirst, ties = 'compare-all' } = isObject(o) ? o : {};
    const names = Array.isArray(by) ? by : [];
    const found: Problem[] = [
      ...this.#unknownNames(names, 'dropDuplicates'),
      ...orderProblems(
        'dropDuplicates',
        this.#plan.schema.filter((c) => names.includes(c.name)),
      ),
    ];
    if (names.length === 0)
      found.push(problem({ kind: 'invalid-option', step: 'dropDuplicates', option: 'by', expected: 'at least one column name', actual: String(by) }));
    if (ties !== 'compare-all' && ties !== 'fail') {
      found.push(problem({ kind: 'invalid-option', step: 'dropDuplicates', option: 'ties', expected: "'compare-all' or 'fail'", actual: String(ties) }));
    }
    const order: SortNode[] = [];
    if (typeof keepFirst === 'function') {
      const { row, columns: own } = this.#row();
      const outcome = inCallback([own], () => (keepFirst as Callback)(row));
      order.push(...(Array.isArray(outcome.result) ? outcome.result : [outcome.result]).map((key: unknown) => sortNode(key)));
      found.push(...outcome.check(order.map((key) => key.expr)), ...sortProblems('dropDuplicates', order));
    } else found.push(noCallback('dropDuplicates', 'keepFirst', keepFirst));
    const rule = ties === 'fail' ? 'fail' : 'compare-all';
    return this.#next({ kind: 'dropDuplicates', input: this.#plan, by: names.map(String), order, ties: rule, schema: this.#plan.schema }, found);
  }
  unionByName(other: unknown): RelationBuilder {
    const right = planOf(other);
    if (!right) return this.#next(this.#plan, [problem({ kind: 'not-a-source', step: 'unionByName', actual: typeof other })]);
    const there = new Map(right.schema.map((c) => [c.name, c]));
    const here = new Set(this.#plan.schema.map((c) => c.name));
    const types: string[] = [];
    const schema = this.#plan.schema.map((c) => {
      const peer = there.get(c.name);
      const type = peer && commonType(c.type, peer.type);
      if (peer && !type) types.push(`${c.name}: ${typeText(c.type)} and ${typeText(peer.type)}`);
      return Object.freeze({
        ...c,
        type: type ?? c.type,
        nullable:
          c.nullable || (peer !== undefined && (peer.nullable || (type !== undefined && (castNullable(c.type, type) || castNullable(peer.type, type))))),
      });
    });
    const missing = this.#plan.schema.filter((c) => !there.has(c.name)).map((c) => c.name);
    const extra = right.schema.filter((c) => !here.has(c.name)).map((c) => c.name);
    const found = missing.length + extra.length + types.length > 0 ? [problem({ kind: 'union-mismatch', missing, extra, types })] : [];
    return this.#next({ kind: 'unionByName', left: this.#plan, right, schema }, found);
  }
  join(other: unknown, o: unknown): RelationBuilder {
    return this.#join(other, o, 'join');
  }
  crossJoin(other: unknown, o: unknown): RelationBuilder {
    return this.#join(other, { ...(isObject(o) ? o : {}), how: 'cross' }, 'crossJoin');
  }
  #join(other: unknown, o: unknown, step: string): RelationBuilder {
    const right = planOf(other);
    if (!right) return this.#next(this.#plan, [problem({ kind: 'not-a-source', step, actual: typeof other })]);
    const options = isObject(o) ? o : {};
    const { how = 'inner', expect = 'many', hint, select } = options;
    const found: Problem[] = [
      ...enumProblems(step, 'how', how, ['inner', 'left', 'right', 'full', 'cross']),
      ...enumProblems(step, 'expect', expect, ['one', 'many']),
    ];
    if (hint !== undefined) found.push(...enumProblems(step, 'hint', hint, ['broadcast', 'merge']));
    const kind = (found.length > 0 ? 'inner' : how) as JoinPlan['how'];
    const on = kind === 'cross' ? undefined : joinOn(step, this.#plan, right, options['on']);
    found.push(...(on?.problems ?? []));
    const [leftSchema, rightSchema] = nullableSide(kind, this.#plan.schema, right.schema, on?.on);
    const rows = joinRows(
      leftSchema,
      rightSchema,
      () => nameOf(this.#plan),
      () => nameOf(right),
    );
    const made = namedColumns(step, rows.bindings, rows.rows, select);
    const schema = outputSchema(made.columns, [leftSchema, rightSchema]);
    found.push(...made.problems, ...made.columns.flatMap((c) => scalarProblems(c.expr, step, true)), ...duplicateNames(schema, step));
    const hidden = hiddenColumns(made.columns, leftSchema, on?.on?.kind === 'names' ? on.on.names : []);
    if (hidden.length > 0) found.push(problem({ kind: 'hidden-column', columns: hidden }));
    const plan: JoinPlan = {
      kind: 'join',
      left: this.#plan,
      right,
      how: kind,
      expect: expect === 'one' ? 'one' : 'many',
      columns: made.columns,
      schema,
      ...(on?.on ? { on: on.on } : {}),
      ...(hint === 'broadcast' || hint === 'merge' ? { hint } : {}),
    };
    return this.#next(plan, found);
  }
  semiJoin(other: unknown, o: unknown): RelationBuilder {
    return this.#filterJoin('semiJoin', other, o);
  }
  antiJoin(other: unknown, o: unknown): RelationBuilder {
    return this.#filterJoin('antiJoin', other, o);
  }
  #filterJoin(kind: 'semiJoin' | 'antiJoin', other: unknown, o: unknown): RelationBuilder {
    const right = planOf(other);
    if (!right) return this.#next(this.#plan, [problem({ kind: 'not-a-source', step: kind, actual: typeof other })]);
    const options = isObject(o) ? o : {};
    const { on, problems } = joinOn(kind, this.#plan, right, options['on']);
    const hint = options['hint'];
    return this.#next(
      { kind, left: this.#plan, right, on, schema: this.#plan.schema, ...(hint === 'broadcast' || hint === 'merge' ? { hint } : {}) },
      problems,
    );
  }
  groupBy(...keys: readonly unknown[]): { agg: (columns: unknown) => RelationBuilder } {
    const { row, columns: own } = this.#row();
    const names = keys.filter((key) => typeof key === 'string');
    const found: Problem[] = [];
    const plain = names.map((name) => ({ name, expr: exprNode((row as Readonly<Record<string, unknown>>)[name], 'groupBy') }));
    const computed = keys.filter((key) => typeof key !== 'string').map((key) => namedColumns('groupBy', [own], [row], key));
    found.push(...computed.flatMap((c) => [...c.problems, ...c.columns.flatMap((column) => scalarProblems(column.expr, 'groupBy', false))]));
    const all = Object.freeze([...plain, ...computed.flatMap((c) => c.columns)]);
    found.push(
      ...orderProblems(
        'groupBy',
        all.map(({ name, expr }) => ({ name, type: expr.type })),
      ),
    );
    return Object.freeze({ agg: (columns: unknown) => this.#aggregate(all, columns, found) });
  }
  agg(columns: unknown): RelationBuilder {
    return this.#aggregate([], columns, []);
  }
  #aggregate(keys: readonly NamedExpr[], callback: unknown, before: readonly Problem[]): RelationBuilder {
    const { row, columns: own } = this.#row();
    const made = namedColumns('agg', [own], [row], callback);
    const schema = outputSchema([...keys, ...made.columns], [this.#plan.schema]);
    const found = [...before, ...made.problems, ...made.columns.flatMap((c) => aggregateProblems(c, keys)), ...duplicateNames(schema, 'agg')];
    return this.#next({ kind: 'aggregate', input: this.#plan, keys, aggregates: made.columns, schema }, found);
  }
  orderBy(...keys: readonly unknown[]): RelationBuilder {
    const found: Problem[] = [];
    const sorted = keys.map((key) => {
      const { row, columns: own } = this.#row();
      const outcome = inCallback([own], () => (typeof key === 'function' ? (key as Callback)(row) : (row as Readonly<Record<string, unknown>>)[String(key)]));
      const node = sortNode(outcome.result);
      found.push(...outcome.check([node.expr]), ...sortProblems('orderBy', [node]));
      return node;
    });
    return this.#next({ kind: 'orderBy', input: this.#plan, keys: sorted, schema: this.#plan.schema }, found);
  }
  limit(rows: unknown): RelationBuilder {
    const ok = typeof rows === 'number' && Number.isInteger(rows) && rows >= 0;
    const found = ok ? [] : [problem({ kind: 'invalid-option', step: 'limit', option: 'rows', expected: 'a whole number, 0 or more', actual: String(rows) })];
    return this.#next({ kind: 'limit', input: this.#plan, rows: ok ? rows : 0, schema: this.#plan.schema }, found);
  }
  pipe<R>(step: (input: RelationBuilder) => R): R {
    return step(this);
  }
}

const sortProblems = (step: string, keys: readonly SortNode[]): readonly Problem[] =>
  keys.flatMap(({ expr }) => [...scalarProblems(expr, step, false), ...orderProblems(step, [{ name: 'key', type: expr.type }])]);
const enumProblems = (step: string, option: string, value: unknown, allowed: readonly string[]): readonly Problem[] =>
  typeof value === 'string' && allowed.includes(value)
    ? []
    : [problem({ kind: 'invalid-option', step, option, expected: allowed.map((a) => `'${a}'`).join(', '), actual: String(value) })];

/** Columns of the left side that `{ ...left, ...right }` silently replaced. */
const hiddenColumns = (columns: readonly NamedExpr[], left: Schema, keys: readonly string[]): readonly string[] => {
  const names = new Set(left.map((c) => c.name));
  const used = new Set(columns.flatMap(({ expr }) => (expr.kind === 'column' && expr.input === 0 ? [expr.name] : [])));
  return columns
    .filter(({ name, expr }) => expr.kind === 'column' && expr.input === 1 && expr.name === name && names.has(name) && !used.has(name) && !keys.includes(name))
    .map((c) => c.name);
};

/** What to call a relation in a message. */
export const nameOf = (plan: PlanNode): string => {
  let at: PlanNode = plan;
  for (;;) {
    if (at.kind === 'read') return at === plan ? at.table : `the rows from ${at.table}`;
    if (at.kind === 'seed') return 'the seed';
    if ('left' in at) at = at.left;
    else at = at.input;
  }
};
