/** Rows of two relations under each other. */
import { castNullable } from '../cast.ts';
import { commonType } from '../coercion.ts';
import { typeText } from '../datatype.ts';
import type { PlanNode } from '../plan.ts';
import { problem } from '../problem.ts';
import { planOf } from '../source.ts';
import { freeze } from './step.ts';

export const unionByName = (left: PlanNode, other: unknown): PlanNode => {
  const right = planOf(other);
  if (!right) return freeze(left, [problem({ kind: 'not-a-source', step: 'unionByName', actual: typeof other })]);
  const there = new Map(right.schema.map((c) => [c.name, c]));
  const here = new Set(left.schema.map((c) => c.name));
  const types: string[] = [];
  const schema = left.schema.map((c) => {
    const peer = there.get(c.name);
    const type = peer && commonType(c.type, peer.type);
    if (peer && !type) types.push(`${c.name}: ${typeText(c.type)} and ${typeText(peer.type)}`);
    return Object.freeze({
      ...c,
      type: type ?? c.type,
      nullable: c.nullable || (peer !== undefined && (peer.nullable || (type !== undefined && (castNullable(c.type, type) || castNullable(peer.type, type))))),
    });
  });
  const missing = left.schema.filter((c) => !there.has(c.name)).map((c) => c.name);
  const extra = right.schema.filter((c) => !here.has(c.name)).map((c) => c.name);
  const found = missing.length + extra.length + types.length > 0 ? [problem({ kind: 'union-mismatch', missing, extra, types })] : [];
  return freeze({ kind: 'unionByName', left, right, schema }, found);
};
