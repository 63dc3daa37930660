/** Steps that make other rows from those of their input: explode, unpivot, pivot, groups at several levels. */
import type { NamedExpr } from '../../query/node.ts';
import type { ExplodePlan, GroupingSetsPlan, PivotPlan, UnpivotPlan } from '../../query/plan.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { Doc } from './layout.ts';
import { pythonValue } from './literal.ts';
import { columnPath } from './names.ts';
import { type Frame, type StepContext, columnNames, named } from './plan.ts';
import { type Piece, call, dict, list, method, string, toDoc } from './syntax.ts';

const paths = (names: readonly string[]): readonly Doc[] => names.map((name) => pythonString(columnPath(name)));
const aliased = ({ name, expr }: NamedExpr, context: StepContext): Doc => toDoc(method(context.expr(expr), 'alias', [pythonString(name)]));

/** Generators that keep rows without elements have another name. */
export const explode = (plan: ExplodePlan, context: StepContext): Frame => {
  const { input, name, items, keepEmpty, position } = plan;
  const { piece, open } = context.frame(input);
  const argument = items.kind === 'column' ? pythonString(columnPath(items.name)) : toDoc(context.expr(items));
  const generator = (kind: string): Piece => call(`${context.imports.use('F')}.${kind}${keepEmpty ? '_outer' : ''}`, [argument]);
  if (position === undefined) return { piece: method(piece, 'withColumn', [pythonString(name), toDoc(generator('explode'))]), open };
  const both = toDoc(method(generator('posexplode'), 'alias', [pythonString(position), pythonString(name)]));
  if (!input.schema.some((column) => column.name === name)) return { piece: method(piece, 'select', [pythonString('*'), both]), open };
  const columns = columnNames(input.schema).map((doc, i) => (input.schema[i]?.name === name ? both : doc));
  return { piece: method(piece, 'select', columns), open: false };
};

export const unpivot = ({ input, columns, nameColumn, valueColumn, keepNulls }: UnpivotPlan, context: StepContext): Frame => {
  const kept = input.schema.filter((column) => !columns.includes(column.name)).map((column) => column.name);
  const docs: readonly Doc[] = [list(paths(kept)), list(paths(columns)), pythonString(nameColumn), pythonString(valueColumn)];
  const piece = method(context.frame(input).piece, 'unpivot', docs);
  if (keepNulls) return { piece, open: false };
  const value = call(`${context.imports.use('F')}.col`, paths([valueColumn]));
  return { piece: method(piece, 'where', [toDoc(method(value, 'isNotNull'))]), open: false };
};

export const pivot = ({ input, keys, column, values, aggregates }: PivotPlan, context: StepContext): Frame => {
  const { piece } = context.frame(input);
  const type = input.schema.find(({ name }) => name === column)?.type ?? { kind: 'string' };
  const given = values.map((value) => toDoc(pythonValue(value, type, context.imports)));
  const grouped = method(
    piece,
    'groupBy',
    keys.map((key) => named(key, context)),
  );
  const [only, ...others] = aggregates;
  const pivoted = method(grouped, 'pivot', [...paths([column]), list(given)]);
  if (!only || others.length > 0) {
    const docs = aggregates.map((aggregate) => aliased(aggregate, context));
    return { piece: method(pivoted, 'agg', docs), open: false };
  }
  // The columns of a single aggregate have only the names of the values.
  const renamed = values.map((value): readonly [string, Piece] => [String(value), string(`${value}_${only.name}`)]);
  const docs = [toDoc(context.expr(only.expr))];
  return { piece: method(method(pivoted, 'agg', docs), 'withColumnsRenamed', [dict(renamed)]), open: false };
};

export const groupingSets = ({ input, by, keys, sets = [], aggregates }: GroupingSetsPlan, context: StepContext): Frame => {
  const { piece } = context.frame(input);
  const grouped = by === 'sets' ? method(piece, 'groupingSets', [list(sets.map((set) => list(paths(set)))), ...paths(keys)]) : method(piece, by, paths(keys));
  return {
    piece: method(
      grouped,
      'agg',
      aggregates.map((aggregate) => aliased(aggregate, context)),
    ),
    open: false,
  };
};
