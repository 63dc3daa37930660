/** Rows of two relations, one after the other. */
import { castNullable } from '../cast.ts';
import { commonType } from '../coercion.ts';
import { typeText } from '../datatype.ts';
import { duplicateNames } from '../expr-checks.ts';
import type { PlanNode, SchemaColumn } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { planOf } from '../source.ts';
import { freeze, isObject } from './step.ts';

export const unionByName = (left: PlanNode, other: unknown, o?: unknown): PlanNode => {
  const right = planOf(other);
  if (!right) return freeze(left, [problem({ kind: 'not-a-source', step: 'unionByName', actual: typeof other })]);
  const { allowMissing = false } = isObject(o) ? o : {};
  const found: Problem[] = [];
  if (typeof allowMissing !== 'boolean') {
    const actual = String(allowMissing);
    found.push(problem({ kind: 'invalid-option', step: 'unionByName', option: 'allowMissing', expected: 'true or false', actual }));
  }
  const there = new Map(right.schema.map((c) => [c.name, c]));
  const here = new Set(left.schema.map((c) => c.name));
  const types: string[] = [];
  const common = left.schema.map((c): SchemaColumn => {
    const peer = there.get(c.name);
    // A column that a side lacks is NULL there.
    if (!peer) return Object.freeze({ ...c, nullable: c.nullable || allowMissing === true });
    const type = commonType(c.type, peer.type);
    if (!type) types.push(`${c.name}: ${typeText(c.type)} and ${typeText(peer.type)}`);
    return Object.freeze({
      ...c,
      type: type ?? c.type,
      nullable: c.nullable || peer.nullable || (type !== undefined && (castNullable(c.type, type) || castNullable(peer.type, type))),
    });
  });
  const extra = right.schema.filter((c) => !here.has(c.name));
  const missing = allowMissing === true ? [] : left.schema.filter((c) => !there.has(c.name)).map((c) => c.name);
  const unknown = allowMissing === true ? [] : extra.map((c) => c.name);
  if (missing.length + unknown.length + types.length > 0) found.push(problem({ kind: 'union-mismatch', step: 'unionByName', missing, extra: unknown, types }));
  if (allowMissing !== true) return freeze({ kind: 'unionByName', left, right, schema: common }, found);
  const schema = Object.freeze([...common, ...extra.map((c) => Object.freeze({ ...c, nullable: true }))]);
  return freeze({ kind: 'unionByName', left, right, allowMissing: true, schema }, [...found, ...duplicateNames(schema, 'unionByName')]);
};
