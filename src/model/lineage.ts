import { type ExprNode, walk } from '../query/node.ts';
import { type PlanNode, stepsOf } from '../query/plan.ts';
import type { Model, TableModel } from './model.ts';

/** A column of another table from which a value comes. */
export interface ColumnSource {
  readonly table: string;
  readonly column: string;
}
export type TableLineage = ReadonlyMap<string, readonly ColumnSource[]>;
type Sources = Map<string, readonly ColumnSource[]>;

const merged = (lists: readonly (readonly ColumnSource[])[]): readonly ColumnSource[] => {
  if (lists.length === 1) return lists[0] ?? [];
  const seen = new Map<string, ColumnSource>();
  for (const list of lists) for (const source of list) seen.set(`${source.table}\n${source.column}`, source);
  return [...seen.values()];
};

const ofPlan = (root: PlanNode): Sources => {
  const done = new Map<PlanNode, Sources>();
  const of = (plan: PlanNode): Sources => done.get(plan) ?? new Map();
  const ofExpr = (expr: ExprNode, inputs: readonly Sources[]): readonly ColumnSource[] => {
    if (expr.kind === 'column') return inputs[expr.input]?.get(expr.name) ?? [];
    const lists: (readonly ColumnSource[])[] = [];
    walk([expr], (node) => {
      if (node.kind === 'column') lists.push(inputs[node.input]?.get(node.name) ?? []);
      if (node.kind === 'scalar') lists.push(...of(node.plan).values());
    });
    return merged(lists);
  };
  for (const step of stepsOf(root)) {
    let result: Sources;
    switch (step.kind) {
      case 'read':
      case 'readStream':
        result = new Map(step.schema.map((c) => [c.name, [{ table: step.table, column: c.name }]]));
        break;
      case 'seed':
        result = new Map(step.schema.map((c) => [c.name, []]));
        break;
      case 'select':
        result = new Map(step.columns.map(({ name, expr }) => [name, ofExpr(expr, [of(step.input)])]));
        break;
      case 'withColumns':
        result = new Map([...of(step.input), ...step.columns.map(({ name, expr }) => [name, ofExpr(expr, [of(step.input)])] as const)]);
        break;
      case 'drop':
        result = new Map([...of(step.input)].filter(([name]) => !step.names.includes(name)));
        break;
      case 'join':
      case 'joinAsOf': {
        const inputs = [of(step.left), of(step.right)];
        result = new Map(step.columns.map(({ name, expr }) => [name, ofExpr(expr, inputs)]));
        break;
      }
      case 'aggregate':
        result = new Map([...step.keys, ...step.aggregates].map(({ name, expr }) => [name, ofExpr(expr, [of(step.input)])]));
        break;
      case 'pivot': {
        const input = [of(step.input)];
        const decides = of(step.input).get(step.column) ?? [];
        result = new Map([
          ...step.keys.map(({ name, expr }) => [name, ofExpr(expr, input)] as const),
          ...step.values.flatMap((value) => step.aggregates.map(({ name, expr }) => [`${value}_${name}`, merged([ofExpr(expr, input), decides])] as const)),
        ]);
        break;
      }
      case 'groupingSets': {
        const input = of(step.input);
        result = new Map([
          ...step.keys.map((name) => [name, input.get(name) ?? []] as const),
          ...step.aggregates.map(({ name, expr }) => [name, ofExpr(expr, [input])] as const),
        ]);
        break;
      }
      case 'explode': {
        const input = of(step.input);
        result = new Map([...input, ...(step.position === undefined ? [] : [[step.position, []] as const]), [step.name, ofExpr(step.items, [input])]]);
        break;
      }
      case 'unpivot': {
        const input = of(step.input);
        result = new Map([...input].filter(([name]) => !step.columns.includes(name)));
        result.set(step.nameColumn, []).set(step.valueColumn, merged(step.columns.map((name) => input.get(name) ?? [])));
        break;
      }
      case 'unionByName': {
        const [own, other] = [of(step.left), of(step.right)];
        result = new Map(step.schema.map(({ name }) => [name, merged([own.get(name) ?? [], other.get(name) ?? []])]));
        break;
      }
      // Where a row is in both, the value of the right side is that of the left one.
      case 'intersect':
      case 'except':
      case 'semiJoin':
      case 'antiJoin':
        result = of(step.left);
        break;
      case 'where':
      case 'withWatermark':
      case 'dropDuplicatesWithinWatermark':
      case 'dropDuplicates':
      case 'distinct':
      case 'orderBy':
      case 'sample':
      case 'limit':
        result = of(step.input);
        break;
    }
    done.set(step, result);
  }
  return of(root);
};

const ofTable = (table: TableModel): TableLineage =>
  table.body.kind === 'relation' ? ofPlan(table.body.plan) : new Map(table.columns.map((c) => [c.name, []]));

/** For every table and column: the columns it comes from, one step back. SQL and Python bodies are opaque: nothing is said about their columns. */
export const columnLineage = (model: Model): ReadonlyMap<string, TableLineage> => new Map(model.tables.map((table) => [table.key, ofTable(table)]));
