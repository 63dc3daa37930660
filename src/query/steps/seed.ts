/** Where rows come from: a table, or the definition itself. */
import { ERROR_TYPE } from '../datatype.ts';
import { isPlainValue, literalOf, nullLiteral } from '../literal.ts';
import type { PlanNode, SchemaColumn } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { planOf } from '../source.ts';
import { declarationOf } from '../types.ts';
import { freeze } from './step.ts';

/** The plan of what `from` was given. */
export const fromPlan = (given: unknown): PlanNode => {
  const plan = planOf(given);
  if (plan) return plan;
  const problems = [problem({ kind: 'not-a-source', step: 'from', actual: given === null ? 'null' : typeof given })];
  return freeze({ kind: 'seed', schema: [], rows: [] }, problems);
};

export const seedPlan = (columns: object, rows: readonly object[]): PlanNode => {
  const problems: Problem[] = [];
  const schema = Object.entries(columns).map(([name, value]): SchemaColumn => {
    const d = declarationOf(value);
    problems.push(...(d?.problems ?? []));
    return Object.freeze({
      name,
      type: d?.type ?? ERROR_TYPE,
      nullable: !d?.notNull,
      ...(d?.comment === undefined ? {} : { comment: d.comment }),
      ...(d?.tags === undefined ? {} : { tags: d.tags }),
    });
  });
  const known = new Set(schema.map((column) => column.name));
  for (const name of new Set(rows.flatMap((row) => Object.keys(row)))) {
    if (!known.has(name)) problems.push(problem({ kind: 'unknown-column', column: name, available: [...known], of: 'the seed' }));
  }
  const values = rows.map((row) =>
    schema.map((column) => {
      const value = (Object.hasOwn(row, column.name) ? (row as Readonly<Record<string, unknown>>)[column.name] : null) ?? null;
      if (value === null) {
        if (!column.nullable)
          problems.push(
            problem({ kind: 'invalid-option', step: 'seed', option: column.name, expected: 'a value, as the column must not be NULL', actual: 'NULL' }),
          );
        return nullLiteral(column.type).value;
      }
      const lifted = isPlainValue(value)
        ? literalOf(value, column.type)
        : ({ kind: 'not-an-expression', where: `seed, column "${column.name}"`, actual: typeof value } as const);
      if (lifted.kind === 'literal') return lifted.value;
      problems.push(problem(lifted));
      return null;
    }),
  );
  return freeze({ kind: 'seed', schema, rows: values }, problems);
};
