/** Which values of which columns bring rows to the place of a mistake, so that they can uncover it. */
import { type ExprNode, walk } from '../../query/node.ts';
import { exprsOf, inputsOf, type PlanNode, readsOf, stepsOf } from '../../query/plan.ts';
import type { DataTypeNode } from '../../query/datatype.ts';
import { commonNames, equalities } from './equalities.ts';
import { comparedBy, type Origin, originsIn, timesApart, trace } from './pools.ts';
import { type Family, familyOf, type Value } from './values.ts';

export interface Aim {
  readonly origins: readonly Origin[];
  readonly values: readonly Value[];
}

/** Values that no other draw gives, so that no row of another table has them. */
const LONELY: { readonly [F in Family]?: Value } = {
  number: 7,
  text: 'z',
  date: '2026-01-03',
  timestamp: '2026-01-03T00:00:00.000Z',
  timestamp_ntz: '2026-01-03T00:00:00.000Z',
};

/** By the steps and expressions in which a mistake may be: a comparison, the branches that it opens, a join. */
export const aimsOf = (root: PlanNode): ReadonlyMap<object, Aim> => {
  const of = trace(root);
  const aims = new Map<object, Aim>();
  const give = (target: object, { origins, values }: { readonly origins: Iterable<Origin>; readonly values: readonly Value[] }): void => {
    const aim = { origins: [...origins], values };
    if (aim.origins.length > 0 && values.length > 0 && !aims.has(target)) aims.set(target, aim);
  };
  for (const step of stepsOf(root)) {
    const inputs = inputsOf(step);
    const aimOf = (node: ExprNode): { readonly origins: ReadonlySet<Origin>; readonly values: readonly Value[] } | undefined => {
      const compared = comparedBy(node, inputs, of);
      if (compared || node.kind !== 'call' || (node.fn !== 'isNull' && node.fn !== 'isNotNull')) return compared;
      return { origins: originsIn(node.args, inputs, of), values: [null] };
    };
    walk(exprsOf(step), (node) => {
      const own = aimOf(node);
      if (own) {
        give(step, own);
        walk([node], (inner) => give(inner, own));
      }
      if (node.kind !== 'case') return;
      for (const { when, then } of node.branches) {
        walk([when], (inner) => {
          const aim = aimOf(inner);
          if (aim) walk([then], (opened) => give(opened, aim));
        });
      }
    });
    if (step.kind === 'joinAsOf') give(step, { origins: originsIn(step.time, inputs, of), values: timesApart(step) });
    for (const [name] of keysOf(step)) {
      const family = familyOf(step.schema.find((column) => column.name === name)?.type ?? NOTHING);
      give(step, { origins: of(inputsOf(step)[0] ?? step, name), values: family === undefined ? [] : [LONELY[family] ?? null] });
    }
  }
  return aims;
};
const NOTHING: DataTypeNode = { kind: 'binary' };

/** The left and right names by which a step joins its inputs. */
const keysOf = (step: PlanNode): readonly (readonly [string, string])[] => {
  const isByCondition = (step.kind === 'join' || step.kind === 'semiJoin' || step.kind === 'antiJoin') && step.on?.kind === 'condition';
  return isByCondition ? equalities(step.on.condition).equal : commonNames(step).map((name) => [name, name] as const);
};
/** For each join, the columns of tables that must be equal: a set for each key. */
export const joinsOf = (root: PlanNode): readonly (readonly ReadonlySet<Origin>[])[] => {
  const of = trace(root);
  return stepsOf(root)
    .map((step) => {
      const [left, right] = inputsOf(step);
      return left && right ? keysOf(step).map(([mine, theirs]) => new Set([...of(left, mine), ...of(right, theirs)])) : [];
    })
    .filter((names) => names.length > 0);
};
/** The columns of tables whose elements become rows. */
export const explodedIn = (root: PlanNode): ReadonlySet<Origin> => {
  const of = trace(root);
  return new Set(stepsOf(root).flatMap((step) => (step.kind === 'explode' && step.items.kind === 'column' ? [...of(step.input, step.items.name)] : [])));
};
/** How many times each table is read: a relation that is used twice reads its tables twice. */
export const waysOf = (root: PlanNode): ReadonlyMap<string, number> => {
  const uses = new Map<PlanNode, number>([[root, 1]]);
  const found = new Map<string, number>();
  for (const step of stepsOf(root).toReversed()) {
    const own = uses.get(step) ?? 0;
    if (step.kind === 'read' || step.kind === 'readStream') found.set(step.table, (found.get(step.table) ?? 0) + own);
    for (const input of readsOf(step)) uses.set(input, (uses.get(input) ?? 0) + own);
  }
  return found;
};
