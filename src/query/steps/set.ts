/** Rows that two relations have in common, or that only one has. */
import { castNullable } from '../cast.ts';
import { commonType } from '../coercion.ts';
import { type DataTypeNode, readType, sameType, typeText } from '../datatype.ts';
import { orderProblems } from '../expr-checks.ts';
import type { PlanNode } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { planOf } from '../source.ts';
import { freeze, isObject } from './step.ts';

export const setOperation = (kind: 'intersect' | 'except', left: PlanNode, other: unknown, o: unknown): PlanNode => {
  const right = planOf(other);
  if (!right) return freeze(left, [problem({ kind: 'not-a-source', step: kind, actual: typeof other })]);
  const { all = false } = isObject(o) ? o : {};
  const found: Problem[] = [];
  if (typeof all !== 'boolean') found.push(problem({ kind: 'invalid-option', step: kind, option: 'all', expected: 'true or false', actual: String(all) }));
  const there = new Map(right.schema.map((c) => [c.name, c]));
  const here = new Set(left.schema.map((c) => c.name));
  const pairs = left.schema.flatMap((column) => {
    const peer = there.get(column.name);
    return peer ? [{ column, peer }] : [];
  });
  const types = pairs.filter(({ column, peer }) => commonType(column.type, peer.type) === undefined);
  const missing = left.schema.filter((c) => !there.has(c.name)).map((c) => c.name);
  const extra = right.schema.filter((c) => !here.has(c.name)).map((c) => c.name);
  if (missing.length + extra.length + types.length > 0) {
    const told = types.map(({ column, peer }) => `${column.name}: ${typeText(column.type)} and ${typeText(peer.type)}`);
    found.push(problem({ kind: 'union-mismatch', step: kind, missing, extra, types: told }));
  }
  // If no column needs another type, Spark takes the left side's as they are; otherwise all get common types, down to their parts.
  const widens = pairs.some(({ column, peer }) => !sameType(readType(column.type), readType(peer.type), false));
  const schema = Object.freeze(
    left.schema.map((column) => {
      const peer = there.get(column.name);
      const type = (widens && peer && commonType(column.type, peer.type)) || column.type;
      const nullable = (given: { readonly type: DataTypeNode; readonly nullable: boolean }): boolean => given.nullable || castNullable(given.type, type);
      // What is in both is NULL only where both can be.
      return Object.freeze({ ...column, type, nullable: nullable(column) && (kind === 'except' || peer === undefined || nullable(peer)) });
    }),
  );
  return freeze({ kind, left, right, all: all === true, schema }, [...found, ...orderProblems(kind, left.schema)]);
};
