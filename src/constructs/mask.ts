import { Construct } from 'constructs';
import { z } from 'zod';
import { inAccess } from '../query/access.ts';
import type { Expr, ExprOf, Row } from '../query/expr.ts';
import { booleanProblems, scalarProblems, valueProblems } from '../query/expr-checks.ts';
import { errorNode, exprNode } from '../query/expression.ts';
import type { ColumnName } from '../query/kinds.ts';
import type { ExprNode } from '../query/node.ts';
import { trace } from '../query/place.ts';
import { rowOf } from '../query/row.ts';
import { inCallback } from '../query/scope.ts';
import { type Readable, readableOf } from '../query/source.ts';
import { callback, optionProblems, text } from './options.ts';
import { freeId, registryOf, report, requireScope } from './registry.ts';
import type { Table } from './table.ts';

/** Which column is masked, and what others see. */
export interface ColumnMaskProps<S, N extends ColumnName<S>> {
  /** The column whose values are hidden. */
  readonly column: N;
  /** What is seen in its place, e.g. `(email) => F.when(F.isMember('marketing'), email).otherwise('***')`; it has the type of the column. */
  readonly show: (value: ExprOf<S[NoInfer<N>]>, row: Row<S>) => Expr<S[NoInfer<N>]>;
}
/** Which rows are seen. */
export interface RowFilterProps<S> {
  /** A row is seen where this is TRUE, e.g. `(c) => F.isMember('all').or(c.region.eq('EU'))`. */
  readonly show: (row: Row<S>) => Expr<'boolean'>;
}

const MASK = z.strictObject({ column: text, show: callback });
const FILTER = z.strictObject({ show: callback });

/** Runs `show` over a row of the table; it handles rows one by one, so it may hold no aggregate and no window. */
const shown = (source: Readable, run: (row: never) => unknown, boolean: boolean, written: unknown = run): ExprNode => {
  const { row, columns } = rowOf(source.schema, 0, () => source.table);
  const outcome = inCallback([columns], () => inAccess(() => run(row as never)), written);
  const expr = exprNode(outcome.result, 'show');
  const problems = [
    ...outcome.check([expr]),
    ...scalarProblems(expr, 'show', false),
    ...valueProblems(expr, 'a mask or filter'),
    ...(boolean ? booleanProblems(expr, 'show') : []),
  ];
  return problems.length > 0 ? errorNode(...problems) : expr;
};

/** Hides the values of a column from those who may not see them. Enforced by Unity Catalog; a local run shows everything. */
export class ColumnMask<S, N extends ColumnName<S>> extends Construct {
  constructor(scope: Table<S>, id: string, props: ColumnMaskProps<S, N>) {
    requireScope('ColumnMask', scope, ['table']);
    super(scope, freeId(scope, `mask.${id}`));
    const registry = registryOf(this);
    const taken = trace();
    const source = readableOf(scope) as Readable;
    const problems = optionProblems(MASK, props);
    report(registry, `${registry.project.name}/${source.table.replace('.', '/')}`, taken, problems, ['masks', String(id)]);
    if (problems.length > 0) return;
    const show = props.show as (value: unknown, row: unknown) => unknown;
    registry.masks.push({
      name: String(id),
      table: source.table,
      column: props.column,
      show: shown(source, (row: Readonly<Record<string, unknown>>) => show(row[props.column], row), false, show),
      trace: taken,
    });
  }
}

/** Hides rows from those who may not see them. Enforced by Unity Catalog; a local run shows everything. */
export class RowFilter<S> extends Construct {
  constructor(scope: Table<S>, id: string, props: RowFilterProps<S>) {
    requireScope('RowFilter', scope, ['table']);
    super(scope, freeId(scope, `filter.${id}`));
    const registry = registryOf(this);
    const taken = trace();
    const source = readableOf(scope) as Readable;
    const problems = optionProblems(FILTER, props);
    report(registry, `${registry.project.name}/${source.table.replace('.', '/')}`, taken, problems, ['rowFilters', String(id)]);
    if (problems.length > 0) return;
    registry.rowFilters.push({ name: String(id), table: source.table, show: shown(source, props.show, true), trace: taken });
  }
}
