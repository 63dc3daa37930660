import { Construct } from 'constructs';
import { z } from 'zod';
import type { Limit } from '../model/model.ts';
import type { Expr, Row } from '../query/expr.ts';
import type { ColumnName } from '../query/kinds.ts';
import { trace, type Trace } from '../query/place.ts';
import { readableOf } from '../query/source.ts';
import { acknowledge, callback, names, optionProblems, text } from './options.ts';
import { freeId, registryOf, report, requireScope, type Registry } from './registry.ts';
import { conditionOver } from './table-draft.ts';
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
/** What a row must fulfil, and what becomes of one that does not. */
export interface QualityRuleProps<S> extends RuleOptions {
  /** TRUE passes. */
  readonly check: (row: Row<S>) => Expr<'boolean'>;
  /** What becomes of a row that does not pass; `fail` stops the run before anything is written. */
  readonly onViolation: 'warn' | 'drop' | 'quarantine' | 'fail';
  /** A NULL check is a violation unless said otherwise. @default 'violate' */
  readonly nulls?: 'violate' | 'pass';
  /** The run fails above this share or number of rows. @default 0 for 'fail', else no limit */
  readonly failAbove?: Percent | number;
}
/** Which columns are unique together, and what becomes of a run where they are not. */
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

const limitModel = (given: Percent | number | undefined): { readonly failAbove?: Limit } =>
  given === undefined ? {} : { failAbove: isPercent(given) ? { kind: 'percent', value: given.value } : { kind: 'rows', value: given } };
const commonModel = (props: RuleOptions & { readonly failAbove?: Percent | number }) => ({
  severity: props.severity ?? 'medium',
  ...(props.description === undefined ? {} : { description: props.description }),
  ...limitModel(props.failAbove),
});

/** Checks the options of a rule; undefined where they are wrong. */
const begin = (
  rule: Construct,
  table: object,
  id: string,
  schema: z.ZodType,
  props: unknown,
  taken: Trace,
): { readonly registry: Registry; readonly key: string } | undefined => {
  const registry = registryOf(rule);
  const key = readableOf(table)?.table ?? '';
  const problems = optionProblems(schema, props);
  report(registry, `${registry.project.name}/${key.replace('.', '/')}`, taken, problems, ['rules', id]);
  return problems.length > 0 ? undefined : { registry, key };
};

/** A condition on each row of one table. */
export class QualityRule<S> extends Construct {
  constructor(scope: Table<S>, id: string, props: QualityRuleProps<S>) {
    requireScope('QualityRule', scope, ['table']);
    super(scope, freeId(scope, id));
    const taken = trace();
    const begun = begin(this, scope, id, ROW, props, taken);
    if (!begun) return;
    const check = conditionOver(readableOf(scope)?.schema ?? [], begun.key, props.check, 'check');
    begun.registry.rules.push({
      kind: 'row',
      name: String(id),
      table: begun.key,
      check,
      onViolation: props.onViolation,
      nulls: props.nulls ?? 'violate',
      ...commonModel(props),
      nullsSaid: props.nulls !== undefined,
      acknowledge: props.acknowledge ?? [],
      trace: taken,
    });
  }
}
/** Columns that are unique together. */
export class UniqueRule<S> extends Construct {
  constructor(scope: Table<S>, id: string, props: UniqueRuleProps<S>) {
    requireScope('UniqueRule', scope, ['table']);
    super(scope, freeId(scope, id));
    const taken = trace();
    const begun = begin(this, scope, id, UNIQUE, props, taken);
    if (!begun) return;
    const where = props.where && conditionOver(readableOf(scope)?.schema ?? [], begun.key, props.where, 'where');
    begun.registry.rules.push({
      kind: 'unique',
      name: String(id),
      table: begun.key,
      columns: props.columns,
      onViolation: props.onViolation ?? 'fail',
      ...commonModel(props),
      ...(where ? { where } : {}),
      nullsSaid: true,
      acknowledge: props.acknowledge ?? [],
      trace: taken,
    });
  }
}
