/** Which columns of the tables that a relation reads make a difference to its rows. */
import { type ExprNode, type NamedExpr, walk } from '../../query/node.ts';
import { exprsOf, inputsOf, type PlanNode, stepsOf } from '../../query/plan.ts';
import { commonNames } from './equalities.ts';
import { type Origin, originOf } from './pools.ts';

const namesOf = (plan: PlanNode): readonly string[] => plan.schema.map(({ name }) => name);
const wanted = (columns: readonly NamedExpr[], own: ReadonlySet<string>): readonly ExprNode[] =>
  columns.filter(({ name }) => own.has(name)).map(({ expr }) => expr);
const without = (own: ReadonlySet<string>, names: readonly (string | undefined)[]): readonly string[] => [...own].filter((name) => !names.includes(name));

/** What a step needs to make some of its columns: expressions, and columns of its inputs by name. */
const needsOf = (step: PlanNode, own: ReadonlySet<string>): { readonly exprs: readonly ExprNode[]; readonly names: readonly (readonly string[])[] } => {
  const joined = step.kind === 'join' || step.kind === 'semiJoin' || step.kind === 'antiJoin' ? step.on : undefined;
  const common = commonNames(step);
  const on = joined?.kind === 'condition' ? [joined.condition] : [];
  switch (step.kind) {
    case 'select':
      return { exprs: wanted(step.columns, own), names: [] };
    case 'withColumns': {
      const made = step.columns.map(({ name }) => name);
      return { exprs: wanted(step.columns, own), names: [without(own, made)] };
    }
    case 'join':
      return { exprs: [...on, ...wanted(step.columns, own)], names: [common, common] };
    case 'joinAsOf':
      return { exprs: [...step.time, ...wanted(step.columns, own)], names: [common, common] };
    case 'semiJoin':
    case 'antiJoin':
      return { exprs: on, names: [[...own, ...common], common] };
    case 'aggregate':
      return { exprs: [...step.keys.map(({ expr }) => expr), ...wanted(step.aggregates, own)], names: [] };
    case 'groupingSets':
      return { exprs: wanted(step.aggregates, own), names: [step.keys] };
    case 'pivot':
      return { exprs: exprsOf(step), names: [[step.column]] };
    case 'explode':
      return { exprs: [step.items], names: [without(own, [step.name, step.position])] };
    case 'unpivot':
      return { exprs: [], names: [[...without(own, [step.nameColumn, step.valueColumn]), ...step.columns]] };
    case 'dropDuplicates':
    case 'dropDuplicatesWithinWatermark':
      return { exprs: exprsOf(step), names: [[...own, ...step.by]] };
    // Whole rows are compared.
    case 'distinct':
    case 'intersect':
    case 'except':
      return { exprs: [], names: inputsOf(step).map(namesOf) };
    case 'withWatermark':
      return { exprs: [], names: [[...own, step.column]] };
    default:
      return { exprs: exprsOf(step), names: inputsOf(step).map(() => [...own]) };
  }
};

/** All others may hold anything. */
export const neededIn = (root: PlanNode): ReadonlySet<Origin> => {
  const needed = new Map<PlanNode, Set<string>>();
  const found = new Set<Origin>();
  const ask = (plan: PlanNode | undefined, names: Iterable<string>): void => {
    if (!plan) return;
    const own = needed.get(plan) ?? new Set();
    for (const name of names) own.add(name);
    needed.set(plan, own);
  };
  ask(root, namesOf(root));
  // Each step after all its readers.
  for (const step of stepsOf(root).toReversed()) {
    const own = needed.get(step) ?? new Set();
    if (step.kind === 'read' || step.kind === 'readStream') for (const name of own) found.add(originOf(step.table, name));
    const inputs = inputsOf(step);
    const { exprs, names } = needsOf(step, own);
    for (const [i, input] of inputs.entries()) ask(input, names[i] ?? []);
    walk(exprs, (node) => {
      if (node.kind === 'column') ask(inputs[node.input], [node.name]);
      else if (node.kind === 'scalar') ask(node.plan, namesOf(node.plan));
    });
  }
  return found;
};
