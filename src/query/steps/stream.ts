/** Steps of streams: reading what is new, and those that need to know how late rows may be. */
import { type DataTypeNode, ERROR_TYPE, scalar } from '../datatype.ts';
import { isLength } from '../interval.ts';
import { callNode, wrap } from '../expression.ts';
import { OPERATORS } from '../functions/operators.ts';
import { isTimeWindow } from '../functions/time-window.ts';
import { duplicateNames, orderProblems, scalarProblems } from '../expr-checks.ts';
import type { ColumnNode, ExprNode, NamedExpr } from '../node.ts';
import { type JoinOn, type PlanNode, type Schema, type WithWatermarkPlan, isStreaming } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { planOf, readableOf } from '../source.ts';
import { join } from './join.ts';
import { joinOn, joinRows, nullableSide } from './join-sides.ts';
import { enumProblems, freeze, isObject, nameOf, namedColumns, outputSchema, unknownNames } from './step.ts';

/** The plan of what `stream` was given. */
export const streamPlan = (given: unknown, o: unknown, name = 'stream'): PlanNode => {
  const readable = readableOf(given);
  if (!readable) {
    const actual = given === null ? 'null' : planOf(given) ? 'a relation' : typeof given;
    return freeze({ kind: 'readStream', table: '', schema: [] }, [problem({ kind: 'not-a-source', step: name, actual })]);
  }
  const skip = isObject(o) ? o['skipChangeCommits'] : undefined;
  const wrong = skip !== undefined && typeof skip !== 'boolean' ? enumProblems('stream', 'skipChangeCommits', skip, ['true', 'false']) : [];
  const plan: PlanNode = { kind: 'readStream', table: readable.table, schema: readable.schema };
  return freeze(skip === true ? { ...plan, skipChangeCommits: true } : plan, wrong);
};

/** What Delta adds to each row of a change feed. */
const CHANGE: Schema = Object.freeze(
  (['_change_type', '_commit_version', '_commit_timestamp'] as const).map((name, i) =>
    Object.freeze({ name, type: scalar((['string', 'bigint', 'timestamp'] as const)[i] ?? 'string'), nullable: true }),
  ),
);
/** The plan of what `changeFeed` was given. */
export const changeFeedPlan = (given: unknown): PlanNode => {
  const plan = streamPlan(given, undefined, 'changeFeed');
  return plan.kind === 'readStream' ? Object.freeze({ ...plan, changes: true, schema: Object.freeze([...plan.schema, ...CHANGE]) }) : plan;
};

const TIMES: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamp_ntz']);
const NUMBERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'int', 'bigint', 'decimal']);
/** Whether rows can be told apart by a type's order: no NaN above all, no order on which two systems differ. */
export const tellsNew = (type: DataTypeNode): boolean => TIMES.has(type.kind) || NUMBERS.has(type.kind);
/** How far a run looks back, and what is wrong with it. */
export const lookBackOf = (given: unknown, type: DataTypeNode, step: string): { readonly lookBack?: number; readonly problems: readonly Problem[] } => {
  if (given === undefined || type.kind === 'error') return { problems: [] };
  if (TIMES.has(type.kind)) {
    if (isLength(given)) return { lookBack: given.seconds, problems: [] };
    return {
      problems: [problem({ kind: 'invalid-option', step, option: 'lookBack', expected: 'a Duration above 0, e.g. Duration.hours(2)', actual: typeof given })],
    };
  }
  if (typeof given === 'number' && Number.isFinite(given) && given > 0) return { lookBack: given, problems: [] };
  const expected = `a number above 0, of the units of a ${type.kind}`;
  return {
    problems: [problem({ kind: 'invalid-option', step, option: 'lookBack', expected, actual: typeof given === 'number' ? String(given) : typeof given })],
  };
};
/** The plan of what `newRows` was given. */
export const newRowsPlan = (given: unknown, o: unknown): PlanNode => {
  const plan = streamPlan(given, undefined, 'newRows');
  if (plan.kind !== 'readStream' || plan.problems) return plan;
  const { by, lookBack: back } = isObject(o) ? o : ({} as Readonly<Record<string, unknown>>);
  const wrong = unknownNames(plan, [by], 'newRows');
  const type = plan.schema.find((c) => c.name === by)?.type ?? ERROR_TYPE;
  const found: Problem[] = [...wrong];
  if (type.kind !== 'error' && !tellsNew(type)) {
    found.push(
      problem({ kind: 'argument-type', function: 'newRows', argument: 'by', expected: 'a date, timestamp, whole number or decimal', actual: type.kind }),
    );
  }
  const { lookBack, problems } = lookBackOf(back, tellsNew(type) ? type : ERROR_TYPE, 'newRows');
  found.push(...problems);
  const newBy = Object.freeze({ column: String(by), ...(lookBack === undefined ? {} : { lookBack }) });
  return freeze({ ...plan, newBy }, found);
};

/** The watermark of a stream, if it has one: down to the first step that reads several. */
export const watermarkOf = (plan: PlanNode): WithWatermarkPlan | undefined => {
  for (let at: PlanNode | undefined = plan; at; at = 'input' in at ? at.input : 'left' in at ? at.left : undefined) {
    if (at.kind === 'withWatermark') return at;
  }
  return undefined;
};
const needsWatermark = (plan: PlanNode, step: string): readonly Problem[] => (watermarkOf(plan) ? [] : [problem({ kind: 'no-watermark', step })]);

export const withWatermark = (input: PlanNode, column: unknown, delay: unknown): PlanNode => {
  const found: Problem[] = [...unknownNames(input, [column], 'withWatermark')];
  const type = input.schema.find((c) => c.name === column)?.type;
  if (type && type.kind !== 'timestamp' && type.kind !== 'error') {
    found.push(problem({ kind: 'argument-type', function: 'withWatermark', argument: 'column', expected: 'a timestamp with time zone', actual: type.kind }));
  }
  if (!isLength(delay)) {
    const actual = typeof delay === 'object' && delay !== null && 'seconds' in delay ? `${String(delay.seconds)} seconds` : typeof delay;
    found.push(problem({ kind: 'invalid-option', step: 'withWatermark', option: 'delay', expected: 'a Duration above 0, e.g. Duration.minutes(10)', actual }));
  }
  const before = watermarkOf(input);
  if (before) found.push(problem({ kind: 'second-watermark', column: String(column), first: before.column }));
  return freeze({ kind: 'withWatermark', input, column: String(column), seconds: isLength(delay) ? delay.seconds : 0, schema: input.schema }, found);
};

export const dropDuplicatesWithinWatermark = (input: PlanNode, by: unknown): PlanNode => {
  const step = 'dropDuplicatesWithinWatermark';
  const names = Array.isArray(by) ? by : [];
  const found: Problem[] = [
    ...needsWatermark(input, step),
    ...unknownNames(input, names, step),
    ...orderProblems(
      step,
      input.schema.filter((c) => names.includes(c.name)),
    ),
  ];
  if (names.length === 0) found.push(problem({ kind: 'invalid-option', step, option: 'by', expected: 'at least one column name', actual: String(by) }));
  return freeze({ kind: 'dropDuplicatesWithinWatermark', input, by: names.map(String), schema: input.schema }, found);
};

/** Groups of a stream end only if one of their keys is a bucket of the watermark's time. */
export const timeKeyProblems = (input: PlanNode, keys: readonly NamedExpr[]): readonly Problem[] => {
  const watermark = watermarkOf(input);
  if (!watermark) return needsWatermark(input, 'groupBy');
  const ends = (expr: ExprNode): boolean => {
    const [time] = expr.kind === 'call' ? expr.args : [];
    return expr.kind === 'error' || (expr.kind === 'call' && isTimeWindow(expr.fn) && time?.kind === 'column' && time.name === watermark.column);
  };
  return keys.some(({ expr }) => ends(expr)) ? [] : [problem({ kind: 'endless-group', column: watermark.column })];
};

const call = (name: keyof typeof OPERATORS, ...args: readonly ExprNode[]): ExprNode => callNode(OPERATORS[name], args.map(wrap));
const columnOf = (plan: PlanNode, name: string, input: 0 | 1): ColumnNode => {
  const column = plan.schema.find((c) => c.name === name);
  return Object.freeze({ kind: 'column', input, name, type: column?.type ?? ERROR_TYPE, nullable: column?.nullable ?? true });
};
const moved = (time: ExprNode, seconds: number): ExprNode => (seconds === 0 ? time : callNode(OPERATORS.addDuration, [wrap(time), seconds]));

/** The right row is at most this much before and this much after the left one. */
const nearInTime = (left: PlanNode, right: PlanNode, before: number, after: number): readonly ExprNode[] => {
  const [l, r] = [watermarkOf(left), watermarkOf(right)];
  if (!l || !r) return [];
  const [mine, theirs] = [columnOf(left, l.column, 0), columnOf(right, r.column, 1)];
  return [call('ge', theirs, moved(mine, -before)), call('le', theirs, moved(mine, after))];
};

export const streamJoin = (left: PlanNode, other: unknown, o: unknown): PlanNode => {
  const right = planOf(other);
  const options = isObject(o) ? o : {};
  const how = options['how'] ?? 'inner';
  const wrongHow = enumProblems('join of a stream', 'how', how, ['inner', 'left']);
  if (!right || !isStreaming(right)) {
    const joined = join(left, other, { ...options, how: wrongHow.length > 0 ? 'inner' : how, expect: 'many' });
    return wrongHow.length > 0 ? freeze(joined, wrongHow) : joined;
  }
  const kind = how === 'left' ? 'left' : 'inner';
  const found: Problem[] = [...wrongHow, ...needsWatermark(left, 'join'), ...needsWatermark(right, 'join')];
  const within = isObject(options['within']) ? options['within'] : undefined;
  const length = (name: string): number => {
    const value = within?.[name];
    if (value === undefined) return 0;
    if (isLength(value)) return value.seconds;
    found.push(problem({ kind: 'invalid-option', step: 'join', option: `within.${name}`, expected: 'a Duration above 0', actual: typeof value }));
    return 0;
  };
  const [before, after] = [length('before'), length('after')];
  if (!within)
    found.push(
      problem({ kind: 'invalid-option', step: 'join', option: 'within', expected: '{ before, after } as Durations', actual: typeof options['within'] }),
    );
  const { on, problems } = joinOn('join', left, right, options['on']);
  found.push(...problems);
  const near = nearInTime(left, right, before, after);
  const equal = on.kind === 'condition' ? [on.condition] : on.names.map((name) => call('eq', columnOf(left, name, 0), columnOf(right, name, 1)));
  const condition = near.length === 0 || problems.length > 0 ? on : allOf([...equal, ...near]);
  const [leftSchema, rightSchema] = nullableSide(kind, left.schema, right.schema, condition);
  const rows = joinRows(
    leftSchema,
    rightSchema,
    () => nameOf(left),
    () => nameOf(right),
  );
  const made = namedColumns('join', rows.bindings, rows.rows, options['select'], 'select');
  const schema = outputSchema(made.columns, [leftSchema, rightSchema]);
  found.push(...made.problems, ...made.columns.flatMap((c) => scalarProblems(c.expr, 'join', false)), ...duplicateNames(schema, 'join'));
  return freeze({ kind: 'join', left, right, how: kind, expect: 'many', on: condition, columns: made.columns, schema }, found);
};
const allOf = (conditions: readonly ExprNode[]): JoinOn => Object.freeze({ kind: 'condition', condition: call('and', ...conditions) });
