/** Groups at several levels at once: rollup, cube, grouping sets. */
import { duplicateNames, orderProblems } from '../expr-checks.ts';
import { type Expression, errorNode, make, wrap } from '../expression.ts';
import type { GroupingNode } from '../node.ts';
import type { GroupingSetsPlan, PlanNode, Schema } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import type { Bindings } from '../scope.ts';
import { groupKeys, totalProblems } from './group.ts';
import { freeze, inputRow, namedColumns, outputSchema, unknownNames } from './step.ts';

/** Keys that wait for their aggregates, all of them columns. */
export interface Levels {
  readonly input: PlanNode;
  readonly by: GroupingSetsPlan['by'];
  readonly keys: readonly string[];
  readonly sets?: readonly (readonly string[])[];
  readonly problems: readonly Problem[];
}
const noKeys = (step: string): Problem => problem({ kind: 'invalid-option', step, option: 'keys', expected: 'at least one column name', actual: 'nothing' });

/** Spark compares computed keys as texts, so they become columns first. */
export const levelsOf = (by: 'rollup' | 'cube', input: PlanNode, given: readonly unknown[]): Levels => {
  const { keys, problems } = groupKeys(input, given);
  const names = keys.map(({ name }) => name);
  const computed = new Set(given.filter((key) => typeof key !== 'string').length > 0 ? names.filter((name) => !given.includes(name)) : []);
  const hidden = input.schema.filter(({ name }) => computed.has(name)).map(({ name }) => name);
  const plain = given.filter((key) => typeof key === 'string');
  const found: Problem[] = [...problems, ...unknownNames(input, plain, by)];
  if (names.length === 0) found.push(noKeys(by));
  for (const name of hidden)
    found.push(problem({ kind: 'invalid-option', step: by, option: 'keys', expected: 'a new name for a computed key', actual: `"${name}"` }));
  const added = keys.filter(({ name }) => computed.has(name) && !hidden.includes(name));
  if (added.length === 0) return { input, by, keys: names, problems: found };
  const made = Object.freeze({ kind: 'withColumns', input, columns: added, schema: [...input.schema, ...outputSchema(added, [input.schema])] } as const);
  return { input: made, by, keys: names, problems: found };
};
export const levelsOfSets = (input: PlanNode, given: readonly unknown[]): Levels => {
  const sets = given.map((set): readonly unknown[] => (Array.isArray(set) ? set : [set]));
  const all = [...new Set(sets.flat())];
  const found: Problem[] = [...unknownNames(input, all, 'groupingSets')];
  if (sets.length === 0 || all.length === 0) found.push(noKeys('groupingSets'));
  const keys = all.map(String);
  const types = input.schema.filter(({ name }) => keys.includes(name));
  return { input, by: 'sets', keys, sets: sets.map((set) => set.map(String)), problems: [...found, ...orderProblems('groupingSets', types)] };
};

const grouping = (key: string): GroupingNode => Object.freeze({ kind: 'grouping', key, type: { kind: 'tinyint' } as const, nullable: false });
const GROUPING_ID: GroupingNode = { kind: 'grouping', type: { kind: 'bigint' }, nullable: false };

/** What tells totals from rows, for the callback. */
const keysOf = (keys: readonly string[]): { readonly of: object; readonly nodes: Bindings } => {
  const byKey = new Map(keys.map((key) => [key, grouping(key)]));
  const id = Object.freeze({ ...GROUPING_ID });
  const of = {
    grouping: (key: unknown): Expression => {
      const node = byKey.get(String(key));
      return node ? wrap(node) : make(errorNode(problem({ kind: 'unknown-column', column: String(key), available: keys, of: 'the keys' })));
    },
    groupingId: (): Expression => wrap(id),
  };
  return { of: Object.freeze(of), nodes: [...byKey.values(), id] };
};

export const groupingSets = ({ input, by, keys, sets, problems }: Levels, columns: unknown): PlanNode => {
  const { row, columns: own } = inputRow(input);
  const { of, nodes } = keysOf(keys);
  const made = namedColumns('agg', [own, nodes], [row, of], columns);
  const everywhere = (key: string): boolean => sets?.every((set) => set.includes(key)) === true;
  const keyColumns: Schema = keys.flatMap((key) =>
    input.schema.filter(({ name }) => name === key).map((column) => (everywhere(key) ? column : Object.freeze({ ...column, nullable: true }))),
  );
  const schema = Object.freeze([...keyColumns, ...outputSchema(made.columns, [input.schema])]);
  const found = [
    ...problems,
    ...made.problems,
    ...made.columns.flatMap((column) => totalProblems(by === 'sets' ? 'groupingSets' : by, column, keys)),
    ...duplicateNames(schema, 'agg'),
  ];
  const plan = { kind: 'groupingSets', input, by, keys, aggregates: made.columns, schema } as const;
  return freeze(sets === undefined ? plan : { ...plan, sets }, found);
};
