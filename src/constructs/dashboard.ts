import { aggregateOver } from './callbacks.ts';
import { Construct } from 'constructs';
import { z } from 'zod';
import type { WidgetModel } from '../model/model.ts';
import type { Expr, Row } from '../query/expr.ts';
import type { ColumnName, NumericKind, TimeKind } from '../query/kinds.ts';
import { trace } from '../query/place.ts';
import { type Source, readableOf } from '../query/source.ts';
import type { Layer } from './layer.ts';
import { callback, names, optionProblems, text } from './options.ts';
import type { Project } from './project.ts';
import { freeId, kindOf, registryOf, report, requireScope } from './registry.ts';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';

declare const WIDGET: unique symbol;
/** One part of a dashboard, made by `bar`, `line`, `counter` or `grid`. */
export interface Widget {
  readonly [WIDGET]: true;
}
/** What all widgets can have. */
export interface WidgetOptions {
  /** Shown above the widget. @default none */
  readonly title?: string;
  /** Shown below the title. @default none */
  readonly description?: string;
}
/** What a bar chart shows. */
export interface BarOptions<S> extends WidgetOptions {
  /** One group of bars per value. */
  readonly x: ColumnName<S>;
  /** One or more numeric columns. */
  readonly y: ColumnName<S, NumericKind> | readonly ColumnName<S, NumericKind>[];
  /** One series per value of this column. @default one series */
  readonly color?: ColumnName<S>;
}
/** What a line chart shows. */
export interface LineOptions<S> extends Omit<BarOptions<S>, 'x'> {
  /** Along the axis: a time or a number. */
  readonly x: ColumnName<S, TimeKind | NumericKind>;
}
/** Which number a counter shows. */
export interface CounterOptions<S> extends WidgetOptions {
  /** An aggregate over the table, e.g. `(d) => F.sum(d.flights)`. */
  readonly value: (row: Row<S>) => Expr;
  /** How the number is written; `percent` shows 0.25 as 25 %. @default 'number' */
  readonly format?: 'number' | 'percent' | 'currency';
}
/** Which columns a grid shows. */
export interface GridOptions<S> extends WidgetOptions {
  /** In this order. @default all */
  readonly columns?: readonly ColumnName<S>[];
}

const CONTENT = Symbol.for('lakewright.widget');
interface WidgetContent {
  readonly widget?: WidgetModel;
  readonly problems: readonly DefinitionProblem[];
}
const widgetOf = (value: unknown): WidgetContent | undefined =>
  typeof value === 'object' && value !== null ? (value as { [CONTENT]?: WidgetContent })[CONTENT] : undefined;

const titles = { title: text.optional(), description: text.optional() };
const XY = z.strictObject({
  ...titles,
  x: text,
  y: z.union([text, names.min(1, 'at least one column')], 'a numeric column, or a list of them'),
  color: text.optional(),
});
const SCHEMAS = {
  bar: XY,
  line: XY,
  counter: z.strictObject({ ...titles, value: callback, format: z.enum(['number', 'percent', 'currency']).optional() }),
  grid: z.strictObject({ ...titles, columns: names.min(1, 'at least one column').optional() }),
} as const;

const make = <K extends keyof typeof SCHEMAS>(kind: K, table: unknown, given: unknown, build: (key: string, options: never) => WidgetModel): Widget => {
  const source = readableOf(table);
  const notTable: readonly DefinitionProblem[] = source
    ? []
    : [{ kind: 'option-value', option: 'table', expected: 'a table', actual: table === null ? 'null' : typeof table }];
  const problems = [...notTable, ...optionProblems(SCHEMAS[kind], given)];
  const content: WidgetContent = problems.length > 0 || !source ? { problems } : { widget: Object.freeze(build(source.table, given as never)), problems };
  return Object.freeze({ [CONTENT]: content }) as unknown as Widget;
};
const texts = (o: WidgetOptions) => ({
  ...(o.title === undefined ? {} : { title: o.title }),
  ...(o.description === undefined ? {} : { description: o.description }),
});
const axes =
  (kind: 'bar' | 'line') =>
  (table: string, o: BarOptions<Record<string, never>>): WidgetModel => {
    const y = o.y as string | readonly string[];
    return { kind, table, x: o.x, y: typeof y === 'string' ? [y] : y, ...(o.color === undefined ? {} : { color: o.color }), ...texts(o) };
  };

/** A bar chart. */
export const bar = <S>(table: Source<S>, o: BarOptions<NoInfer<S>>): Widget => make('bar', table, o, axes('bar'));
/** A line chart over time or a number. */
export const line = <S>(table: Source<S>, o: LineOptions<NoInfer<S>>): Widget => make('line', table, o, axes('line'));
/** One number. */
export const counter = <S>(table: Source<S>, o: CounterOptions<S>): Widget =>
  make('counter', table, o, (key, options: CounterOptions<S>) => {
    return {
      kind: 'counter',
      table: key,
      value: aggregateOver({ schema: readableOf(table)?.schema ?? [], name: key }, options.value, 'value'),
      ...(options.format === undefined ? {} : { format: options.format }),
      ...texts(options),
    };
  });
/** Rows as a table. */
export const grid = <S>(table: Source<S>, o: GridOptions<NoInfer<S>> = {}): Widget =>
  make('grid', table, o, (key, options: GridOptions<S>) => ({
    kind: 'grid',
    table: key,
    columns: options.columns ?? readableOf(table)?.schema.map((c) => c.name) ?? [],
    ...texts(options),
  }));

/** What a dashboard is called and shows. */
export interface DashboardProps {
  /** Shown in the workspace. @default the id */
  readonly title?: string;
  /** Laid out in this order. */
  readonly widgets: readonly Widget[];
}
const SCHEMA = z.strictObject({
  title: text.optional(),
  widgets: z.array(z.custom((v) => widgetOf(v) !== undefined, 'a widget such as bar(…)')).min(1, 'at least one widget'),
});

/** A Databricks dashboard over tables of the project. */
export class Dashboard extends Construct {
  constructor(scope: Project | Layer, id: string, props: DashboardProps) {
    requireScope('Dashboard', scope, ['project', 'layer']);
    super(scope, freeId(scope, id));
    const registry = registryOf(this);
    const taken = trace();
    const outer = kindOf(scope);
    const path = outer?.kind === 'layer' ? `${registry.project.name}/${outer.name}/${id}` : `${registry.project.name}/${id}`;
    const problems = optionProblems(SCHEMA, props);
    report(registry, path, taken, problems);
    if (problems.length > 0) return;
    const contents = props.widgets.map((w) => widgetOf(w));
    for (const [i, content] of contents.entries()) report(registry, path, taken, content?.problems ?? [], ['widgets', String(i)]);
    registry.dashboards.push({
      name: String(id),
      title: props.title ?? String(id),
      widgets: contents.flatMap((c) => (c?.widget ? [c.widget] : [])),
      path,
      trace: taken,
    });
  }
}
