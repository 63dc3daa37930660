import { Construct } from 'constructs';
import { z } from 'zod';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import type { RuleDraft } from '../model/definition.ts';
import type { Limit } from '../model/model.ts';
import type { Expr, Row } from '../query/expr.ts';
import type { Duration } from '../query/duration.ts';
import { isLength } from '../query/interval.ts';
import type { ColumnName, NumericKind, TimeKind } from '../query/kinds.ts';
import { trace, type Trace } from '../query/place.ts';
import { readableOf, type Source } from '../query/source.ts';
import { aggregateOver, conditionBetween, conditionOver, type Readable } from './callbacks.ts';
import { acknowledge, callback, names, optionProblems, text } from './options.ts';
import { freeId, registryOf, report, requireScope } from './registry.ts';
import type { Table } from './table.ts';

const PERCENT = Symbol.for('lakewright.percent');
/** 0 to 100; a bare number could be a share or a count. */
export class Percent {
  /** From 0 to 100. */
  readonly value: number;
  readonly [PERCENT] = true;
  private constructor(value: number) {
    this.value = value;
  }
  /** A share of `value` in a hundred. */
  static of(value: number): Percent {
    return new Percent(value);
  }
}
/** A share of rows: `percent(5)`. */
export const percent = Percent.of;

/** What all rules can have. */
export interface RuleOptions {
  /** Why the rule exists. @default none */
  readonly description?: string;
  /** How bad a violation is; shown in the docs and the data catalogue. @default 'medium' */
  readonly severity?: 'low' | 'medium' | 'high' | 'critical';
  /** Codes of warnings about this rule that are known and accepted, e.g. `['LW3001']`. @default none */
  readonly acknowledge?: readonly string[];
}
/** What a row must satisfy, and what happens to one that does not. */
export interface QualityRuleProps<S> extends RuleOptions {
  /** TRUE passes. */
  readonly check: (row: Row<S>) => Expr<'boolean'>;
  /** What happens to a row that does not pass; `fail` stops the run before anything is written. */
  readonly onViolation: 'warn' | 'drop' | 'quarantine' | 'fail';
  /** A NULL check is a violation unless said otherwise. @default 'violate' */
  readonly nulls?: 'violate' | 'pass';
  /** The run fails above this share or number of rows. @default 0 for 'fail', else no limit */
  readonly failAbove?: Percent | number;
}
/** Where each row must have a match. */
export interface ReferenceRuleProps<S, R> extends Omit<QualityRuleProps<S>, 'check' | 'nulls'> {
  /** The table in which a match is looked for. It is built first. */
  readonly to: Source<R>;
  /** When a row of `to` is a match, e.g. `(f, a) => f.carrier.eq(a.carrier)`. */
  readonly on: (row: Row<S>, to: Row<R>) => Expr<'boolean'>;
  /** A row with a NULL in a column that `on` compares: passes as in a foreign key, or violates. @default 'pass' */
  readonly nulls?: 'violate' | 'pass';
}
/** How old the newest row may be. */
export interface FreshnessRuleProps<S> extends RuleOptions {
  /** When the event that a row records happened. A date counts as its midnight. */
  readonly column: ColumnName<NoInfer<S>, TimeKind>;
  /** How old the newest value may be when the run checks. Stored rows count where a run adds to them. */
  readonly maxAge: Duration;
  /** Rules over many rows cannot drop one. @default 'fail' */
  readonly onViolation?: 'warn' | 'fail';
}
/** A number over the rows of a run, and its bounds: at least one of them. */
export interface MetricRuleProps<S> extends RuleOptions {
  /** An aggregate, e.g. `(f) => F.avg(f.dep_delay)` or `() => F.count()`. Without a value the rule is violated. */
  readonly metric: (row: Row<S>) => Expr<NumericKind>;
  /** The least value. @default none */
  readonly min?: number;
  /** The greatest value. @default none */
  readonly max?: number;
  /** How far it may be from the mean of the last ten runs that passed. @default any distance */
  readonly withinOfUsual?: Percent;
  /** Rules over many rows cannot drop one. @default 'fail' */
  readonly onViolation?: 'warn' | 'fail';
}
/** Which columns are unique together, and what happens to a run in which they are not. */
export interface UniqueRuleProps<S> extends RuleOptions {
  /** Together unique; rows with a NULL among them are not compared. */
  readonly columns: readonly [ColumnName<NoInfer<S>>, ...ColumnName<NoInfer<S>>[]];
  /** Only among these rows. @default all */
  readonly where?: (row: Row<S>) => Expr<'boolean'>;
  /** Rules over many rows cannot drop one. @default 'fail' */
  readonly onViolation?: 'warn' | 'fail';
  /** The run fails above this share or number of rows. @default 0 for 'fail', else no limit */
  readonly failAbove?: Percent | number;
}

const isPercent = (value: unknown): value is Percent => typeof value === 'object' && value !== null && PERCENT in value;
const limit = z
  .custom(
    (v) => (isPercent(v) ? v.value >= 0 && v.value <= 100 : typeof v === 'number' && Number.isInteger(v) && v >= 0),
    'percent(0 to 100), or a whole number of rows',
  )
  .optional();
const severity = z.enum(['low', 'medium', 'high', 'critical']).optional();
const common = { description: text.optional(), severity, acknowledge, failAbove: limit };
const ROW = z.strictObject({
  ...common,
  check: callback,
  onViolation: z.enum(['warn', 'drop', 'quarantine', 'fail']),
  nulls: z.enum(['violate', 'pass']).optional(),
});
const UNIQUE = z.strictObject({
  ...common,
  columns: names.min(1, 'at least one column name'),
  where: callback.optional(),
  onViolation: z.enum(['warn', 'fail']).optional(),
});

const REFERENCE = z.strictObject({
  ...common,
  to: z.custom((v) => readableOf(v)?.table !== undefined, 'a table'),
  on: callback,
  onViolation: z.enum(['warn', 'drop', 'quarantine', 'fail']),
  nulls: z.enum(['violate', 'pass']).optional(),
});
const overMany = { description: text.optional(), severity, acknowledge, onViolation: z.enum(['warn', 'fail']).optional() };
const FRESHNESS = z.strictObject({ ...overMany, column: text, maxAge: z.custom(isLength, 'a Duration, e.g. Duration.hours(6)') });
const METRIC = z.strictObject({
  ...overMany,
  metric: callback,
  min: z.number().optional(),
  max: z.number().optional(),
  withinOfUsual: z.custom((v) => isPercent(v) && v.value >= 0, 'percent(…), e.g. percent(20)').optional(),
});

const limitModel = (given: Percent | number | undefined): { readonly failAbove?: Limit } =>
  given === undefined ? {} : { failAbove: isPercent(given) ? { kind: 'percent', value: given.value } : { kind: 'rows', value: given } };
const commonModel = (props: RuleOptions & { readonly failAbove?: Percent | number }) => ({
  severity: props.severity ?? 'medium',
  ...(props.description === undefined ? {} : { description: props.description }),
  ...limitModel(props.failAbove),
});

/** What all rules have, once their options are right; undefined if they are wrong. */
interface Begun {
  readonly table: Readable;
  readonly report: (problem: DefinitionProblem) => void;
  /** Hands a rule over, with what all rules have. */
  readonly add: (rule: Own<RuleDraft>) => void;
}
/** What a kind of rule has besides the common options. */
type Own<R> = R extends RuleDraft ? Omit<R, 'name' | 'table' | 'severity' | 'description' | 'failAbove' | 'acknowledge' | 'trace'> : never;
const begin = (
  rule: Construct,
  scope: object,
  id: string,
  schema: z.ZodType,
  props: RuleOptions & { readonly failAbove?: Percent | number },
  taken: Trace,
): Begun | undefined => {
  const registry = registryOf(rule);
  const readable = readableOf(scope);
  const name = readable?.table ?? '';
  const path = `${registry.project.name}/${name.replace('.', '/')}`;
  const problems = optionProblems(schema, props);
  report(registry, path, taken, problems, ['rules', id]);
  if (problems.length > 0) return undefined;
  const common = { name: String(id), table: name, ...commonModel(props), acknowledge: props.acknowledge ?? [], trace: taken };
  return {
    table: { schema: readable?.schema ?? [], name },
    report: (problem) => report(registry, path, taken, [problem], ['rules', id]),
    add: (own) => void registry.rules.push({ ...common, ...own } as RuleDraft),
  };
};

/** A condition on each row of one table. */
export class QualityRule<S> extends Construct {
  constructor(scope: Table<S>, id: string, props: QualityRuleProps<S>) {
    requireScope('QualityRule', scope, ['table']);
    super(scope, freeId(scope, id));
    const begun = begin(this, scope, id, ROW, props, trace());
    begun?.add({
      kind: 'row',
      check: conditionOver(begun.table, props.check, 'check'),
      onViolation: props.onViolation,
      nulls: props.nulls ?? 'violate',
      nullsSaid: props.nulls !== undefined,
    });
  }
}
/** Columns that are unique together. */
export class UniqueRule<S> extends Construct {
  constructor(scope: Table<S>, id: string, props: UniqueRuleProps<S>) {
    requireScope('UniqueRule', scope, ['table']);
    super(scope, freeId(scope, id));
    const begun = begin(this, scope, id, UNIQUE, props, trace());
    begun?.add({
      kind: 'unique',
      columns: props.columns,
      onViolation: props.onViolation ?? 'fail',
      ...(props.where ? { where: conditionOver(begun.table, props.where, 'where') } : {}),
      nullsSaid: true,
    });
  }
}

/** Each row has a match in another table, as a foreign key demands. */
export class ReferenceRule<S, R> extends Construct {
  constructor(scope: Table<S>, id: string, props: ReferenceRuleProps<S, R>) {
    requireScope('ReferenceRule', scope, ['table']);
    super(scope, freeId(scope, id));
    const begun = begin(this, scope, id, REFERENCE, props, trace());
    const to = readableOf(props?.to);
    begun?.add({
      kind: 'reference',
      to: to?.table ?? '',
      on: conditionBetween(begun.table, { schema: to?.schema ?? [], name: to?.table ?? '' }, props.on, 'on'),
      onViolation: props.onViolation,
      nulls: props.nulls ?? 'pass',
      nullsSaid: true,
    });
  }
}
/** The newest row of a table is not too old. */
export class FreshnessRule<S> extends Construct {
  constructor(scope: Table<S>, id: string, props: FreshnessRuleProps<S>) {
    requireScope('FreshnessRule', scope, ['table']);
    super(scope, freeId(scope, id));
    const begun = begin(this, scope, id, FRESHNESS, props, trace());
    begun?.add({ kind: 'freshness', column: props.column, maxAge: props.maxAge.seconds, onViolation: props.onViolation ?? 'fail', nullsSaid: true });
  }
}
/** Why the bounds of a metric say nothing. */
const boundsProblem = ({ min, max, withinOfUsual }: Pick<MetricRuleProps<unknown>, 'min' | 'max' | 'withinOfUsual'>): DefinitionProblem | undefined => {
  if (min === undefined && max === undefined && withinOfUsual === undefined)
    return { kind: 'missing-option', option: 'min', expected: '`min`, `max` or `withinOfUsual`: without a bound the rule checks nothing' };
  if (min === undefined || max === undefined || min <= max) return undefined;
  return { kind: 'option-value', option: 'min', expected: `at most max, ${max}`, actual: String(min) };
};
/** One number over the rows of a run, within bounds: row count, share of NULL, mean, whatever an aggregate can say. */
export class MetricRule<S> extends Construct {
  constructor(scope: Table<S>, id: string, props: MetricRuleProps<S>) {
    requireScope('MetricRule', scope, ['table']);
    super(scope, freeId(scope, id));
    const begun = begin(this, scope, id, METRIC, props, trace());
    if (!begun) return;
    const { min, max, withinOfUsual } = props;
    const problem = boundsProblem(props);
    if (problem) begun.report(problem);
    begun.add({
      kind: 'metric',
      value: aggregateOver(begun.table, props.metric, 'metric'),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(withinOfUsual === undefined ? {} : { withinOfUsual: withinOfUsual.value }),
      onViolation: props.onViolation ?? 'fail',
      nullsSaid: true,
    });
  }
}
