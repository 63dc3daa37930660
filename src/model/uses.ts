/** Where a column of a table is used: what a renamed or dropped one breaks. */
import { type ExprNode, walk } from '../query/node.ts';
import { inputsOf, type JoinOn, type PlanNode, stepsOf } from '../query/plan.ts';
import type { Place } from '../query/place.ts';
import type { Model, TableModel, WidgetModel } from './model.ts';
import { ruleColumns } from './rules.ts';

/** One use. */
export interface ColumnUse {
  /** The table, dashboard or whatever else uses it, e.g. `silver.flights` or `dashboard ops`. */
  readonly by: string;
  /** How, in a word or two: `filter`, `join`, `primary key`, … */
  readonly how: string;
  readonly at?: Place;
}
/** What the body of one reader does with a column. */
export interface BodyUse {
  readonly uses: readonly string[];
  /** Columns of the reader that are this column, under its own name: they are renamed with it. */
  readonly carried: readonly string[];
}

/** Whether an expression uses a column that is in a set of names, by input. */
const speaksOf = (exprs: readonly ExprNode[], inputs: readonly ReadonlySet<string>[], plans: (plan: PlanNode) => boolean): boolean => {
  let found = false;
  walk(exprs, (node) => {
    if (node.kind === 'column' && inputs[node.input]?.has(node.name)) found = true;
    if (node.kind === 'grouping' && node.key !== undefined && inputs[0]?.has(node.key)) found = true;
    if (node.kind === 'scalar' && plans(node.plan)) found = true;
    return !found;
  });
  return found;
};

const STEP_WORDS: { readonly [K in PlanNode['kind']]: string } = {
  read: 'read',
  readStream: 'read',
  seed: 'rows',
  where: 'filter',
  select: 'select',
  withColumns: 'new column',
  drop: 'drop',
  join: 'join',
  semiJoin: 'semi join',
  antiJoin: 'anti join',
  joinAsOf: 'as-of join',
  aggregate: 'grouping',
  pivot: 'pivot',
  groupingSets: 'grouping sets',
  explode: 'explode',
  unpivot: 'unpivot',
  sample: 'sample',
  dropDuplicates: 'deduplication',
  distinct: 'distinct',
  unionByName: 'union by name',
  intersect: 'intersect',
  except: 'except',
  orderBy: 'order',
  limit: 'limit',
  withWatermark: 'watermark',
  dropDuplicatesWithinWatermark: 'deduplication',
};

type Names = ReadonlySet<string>;
const NONE: Names = new Set();
const hasAny = (set: Names, names: readonly string[]): boolean => names.some((name) => set.has(name));
const onNames = (on: JoinOn | undefined): readonly string[] => (on?.kind === 'names' ? on.names : []);

/** What a plan does with a column of a table that it reads. */
const inPlan = (root: PlanNode, table: string, column: string): BodyUse => {
  /** The columns of each step that are the column, under its own name. */
  const names = new Map<PlanNode, Names>();
  const of = (plan: PlanNode): Names => names.get(plan) ?? NONE;
  const uses = new Set<string>();
  for (const step of stepsOf(root)) {
    const inputs = inputsOf(step).map(of);
    const [first = NONE, second = NONE] = inputs;
    const speaks = (exprs: readonly ExprNode[]): boolean => speaksOf(exprs, inputs, (plan) => of(plan).size > 0);
    /** Columns that pass on what they are, under the name they have. */
    const passed = (columns: readonly { readonly name: string; readonly expr: ExprNode }[]): Names =>
      new Set(columns.flatMap(({ name, expr }) => (expr.kind === 'column' && expr.name === name && inputs[expr.input]?.has(name) ? [name] : [])));
    const others = (columns: readonly { readonly name: string; readonly expr: ExprNode }[], same: Names): readonly ExprNode[] =>
      columns.filter(({ name }) => !same.has(name)).map(({ expr }) => expr);
    const use = (...conditions: readonly boolean[]): void => {
      if (conditions.includes(true)) uses.add(STEP_WORDS[step.kind]);
    };
    let result: Names = first;
    switch (step.kind) {
      case 'read':
      case 'readStream':
        use(step.kind === 'readStream' && step.table === table && step.newBy?.column === column);
        result = step.table === table && step.schema.some(({ name }) => name === column) ? new Set([column]) : NONE;
        break;
      case 'seed':
        result = NONE;
        break;
      case 'where':
        use(speaks([step.condition]));
        break;
      case 'select':
        result = passed(step.columns);
        use(speaks(others(step.columns, result)));
        break;
      case 'withColumns': {
        const own = passed(step.columns);
        use(speaks(others(step.columns, own)));
        const replaced = new Set(step.columns.map(({ name }) => name));
        result = new Set([...[...first].filter((name) => !replaced.has(name)), ...own]);
        break;
      }
      case 'drop':
        use(hasAny(first, step.names));
        result = new Set([...first].filter((name) => !step.names.includes(name)));
        break;
      case 'join': {
        const by = onNames(step.on);
        result = passed(step.columns);
        use(hasAny(first, by), hasAny(second, by), step.on?.kind === 'condition' && speaks([step.on.condition]), speaks(others(step.columns, result)));
        break;
      }
      case 'joinAsOf':
        result = passed(step.columns);
        use(hasAny(first, step.on), hasAny(second, step.on), speaks(step.time), speaks(others(step.columns, result)));
        break;
      case 'semiJoin':
      case 'antiJoin': {
        const by = onNames(step.on);
        use(hasAny(first, by), hasAny(second, by), step.on.kind === 'condition' && speaks([step.on.condition]));
        break;
      }
      case 'aggregate':
      case 'pivot':
        use(speaks([...step.keys, ...step.aggregates].map(({ expr }) => expr)), step.kind === 'pivot' && first.has(step.column));
        result = passed(step.keys);
        break;
      case 'groupingSets':
        use(hasAny(first, step.keys), speaks(step.aggregates.map(({ expr }) => expr)));
        result = new Set(step.keys.filter((name) => first.has(name)));
        break;
      case 'explode':
        use(speaks([step.items]));
        result = new Set([...first].filter((name) => name !== step.name));
        break;
      case 'unpivot':
        use(hasAny(first, step.columns));
        result = new Set([...first].filter((name) => !step.columns.includes(name)));
        break;
      case 'unionByName':
      case 'intersect':
      case 'except':
        // The two sides are matched by name: renamed in one, it is missing in the other.
        use(first.size + second.size > 0);
        result = new Set([...first, ...second]);
        break;
      case 'dropDuplicates':
        use(hasAny(first, step.by), speaks(step.order.map(({ expr }) => expr)));
        break;
      case 'dropDuplicatesWithinWatermark':
        use(hasAny(first, step.by));
        break;
      case 'withWatermark':
        use(first.has(step.column));
        break;
      case 'orderBy':
        use(speaks(step.keys.map(({ expr }) => expr)));
        break;
      case 'distinct':
      case 'sample':
      case 'limit':
        break;
    }
    names.set(step, result);
  }
  return { uses: [...uses], carried: [...of(root)] };
};

/** The text of SQL is opaque; it cannot use a name that does not occur in it, unless it says `*`. */
const inSql = (parts: readonly (string | { readonly table: string })[], column: string): BodyUse => {
  const text = parts.filter((part) => typeof part === 'string').join(' ');
  const isNamed = text.toLowerCase().includes(column.toLowerCase());
  const isAll = /(^|[\s,.(])\*/.test(text);
  return { uses: isNamed ? ['SQL that names it'] : isAll ? ['SQL that may take it by `*`'] : [], carried: [] };
};

/** What a reader does with a column of a table. */
export const bodyUse = (reader: TableModel, table: string, column: string): BodyUse => {
  switch (reader.body.kind) {
    case 'relation':
      return inPlan(reader.body.plan, table, column);
    case 'sql':
      return inSql(reader.body.parts, column);
    case 'python':
      return { uses: [`Python that is not analyzed (${reader.body.file})`], carried: [] };
    default:
      return { uses: [], carried: [] };
  }
};

const names = (exprs: readonly ExprNode[], input: 0 | 1, column: string): boolean => {
  let found = false;
  walk(exprs, (node) => {
    if (node.kind === 'column' && node.input === input && node.name === column) found = true;
    return !found;
  });
  return found;
};

/** Keys, order and layout of a stored table. */
const storageUses = ({ key, at, write, primaryKey, clusterBy, partitionBy, backfillBy }: TableModel, column: string): readonly ColumnUse[] => {
  const place = at === undefined ? {} : { at };
  const use = (how: string, is: boolean): readonly ColumnUse[] => (is ? [{ by: key, how, ...place }] : []);
  return [
    ...use('primary key', primaryKey.includes(column)),
    ...use('write keys', 'keys' in write && write.keys.includes(column)),
    ...use('sequence of writes', 'sequenceBy' in write && write.sequenceBy === column),
    ...use('what deletes a row', 'deleteWhen' in write && write.deleteWhen !== undefined && names([write.deleteWhen], 0, column)),
    ...use('what a run replaces', 'where' in write && names([write.where], 0, column)),
    ...use('changes that make no version', 'ignoreChangesIn' in write && write.ignoreChangesIn.includes(column)),
    ...use('clustering', clusterBy !== 'auto' && clusterBy.includes(column)),
    ...use('partitions', partitionBy.includes(column)),
    ...use('backfill', backfillBy === column),
  ];
};

const groupedBy = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => Map.groupBy(items, keyOf);
/** What stands around tables, by table: a project has thousands of them, and a column is followed through many. */
const AROUND = new WeakMap<Model, ReturnType<typeof makeAround>>();
const makeAround = (model: Model) => ({
  references: groupedBy(
    model.tables.flatMap(({ key, rules }) => rules.flatMap((rule) => (rule.kind === 'reference' ? [{ key, rule }] : []))),
    ({ rule }) => rule.to,
  ),
  widgets: groupedBy(
    model.dashboards.flatMap((dashboard) => dashboard.widgets.map((widget) => ({ dashboard, widget }))),
    ({ widget }) => widget.table,
  ),
  monitors: groupedBy(model.monitors, ({ table }) => table),
  masks: groupedBy(model.masks, ({ table }) => table),
  rowFilters: groupedBy(model.rowFilters, ({ table }) => table),
});
const aroundTables = (model: Model): ReturnType<typeof makeAround> => {
  const known = AROUND.get(model);
  if (known) return known;
  const made = makeAround(model);
  AROUND.set(model, made);
  return made;
};

const ruleUses = (model: Model, table: TableModel, column: string): readonly ColumnUse[] => {
  const own = table.rules.filter((rule) => ruleColumns(rule).includes(column));
  const others = (aroundTables(model).references.get(table.key) ?? []).filter(({ rule }) => names([rule.on], 1, column));
  return [...own.map((rule) => ({ key: table.key, rule })), ...others].map(({ key, rule }) => ({
    by: `rule ${rule.name} of ${key}`,
    how: `${rule.kind} rule`,
    ...(rule.at === undefined ? {} : { at: rule.at }),
  }));
};

const placeOf = ({ at }: { readonly at?: Place }): Pick<ColumnUse, 'at'> => (at === undefined ? {} : { at });
const widgetUses = (widget: WidgetModel, column: string): boolean => {
  switch (widget.kind) {
    case 'counter':
      return names([widget.value], 0, column);
    case 'grid':
      return widget.columns.includes(column);
    default:
      return [widget.x, ...widget.y, widget.color].includes(column);
  }
};
const shownUses = (model: Model, table: string, column: string): readonly ColumnUse[] => {
  const around = aroundTables(model);
  const of = <T>(by: ReadonlyMap<string, readonly T[]>): readonly T[] => by.get(table) ?? [];
  return [
    ...of(around.widgets)
      .filter(({ widget }) => widgetUses(widget, column))
      .map(({ dashboard, widget }) => ({ by: `dashboard ${dashboard.name}`, how: `widget ${widget.title ?? widget.kind}`, ...placeOf(dashboard) })),
    ...of(around.monitors)
      .filter((m) => m.column === column || m.segmentBy === column || (m.where !== undefined && names([m.where], 0, column)))
      .map((m) => ({ by: `monitor ${m.name}`, how: m.metric, ...placeOf(m) })),
    ...of(around.masks)
      .filter((mask) => mask.column === column || names([mask.show], 0, column))
      .map((mask) => ({ by: `mask ${mask.name}`, how: 'mask', ...placeOf(mask) })),
    ...of(around.rowFilters)
      .filter((filter) => names([filter.show], 0, column))
      .map((filter) => ({ by: `row filter ${filter.name}`, how: 'row filter', ...placeOf(filter) })),
  ];
};

/** Uses of a column besides the bodies that read its table. */
export const declaredUses = (model: Model, table: TableModel, column: string): readonly ColumnUse[] => [
  ...storageUses(table, column),
  ...ruleUses(model, table, column),
  ...shownUses(model, table.key, column),
];
