import { readType } from './datatype.ts';
import { wrap, errorNode, make, type Expression } from './expression.ts';
import type { ExprNode } from './node.ts';
import type { Schema } from './plan.ts';
import { problem, type ProblemPayload } from './problem.ts';
import type { Bindings } from './scope.ts';

/** Names that runtimes ask any object for: not a mistake of the user's. */
const ASKED_BY_RUNTIMES = new Set(['then', 'toJSON', 'constructor', 'prototype', '$$typeof', 'asymmetricMatch', 'nodeType']);

/** A frozen object of expressions that answers an unknown name with an error expression instead of `undefined`. */
const guarded = (entries: readonly (readonly [string, Expression])[], unknown: (name: string) => ProblemPayload): object => {
  const target: Record<string, Expression> = Object.create(null);
  for (const [name, expr] of entries) target[name] = expr;
  return new Proxy(Object.freeze(target), {
    get: (own_, name) => {
      if (typeof name === 'symbol') return undefined;
      return own_[name] ?? (ASKED_BY_RUNTIMES.has(name) ? undefined : make(errorNode(problem(unknown(name)))));
    },
  });
};

/** What a callback gets for one input: a row of its columns. */
export const rowOf = (schema: Schema, input: 0 | 1, of: () => string): { readonly row: object; readonly columns: Bindings } => {
  const columns = schema.map(({ name, type, nullable }) => Object.freeze({ kind: 'column', input, name, type: readType(type), nullable } as const));
  const entries = columns.map((node) => [node.name, wrap(node)] as const);
  const row = guarded(entries, (column) => ({ kind: 'unknown-column', column, available: schema.map((c) => c.name), of: of() }));
  return { row, columns };
};

/** The fields of a struct expression. */
export const fieldRow = (node: ExprNode): object => {
  if (node.type.kind !== 'struct') {
    return guarded([], () =>
      node.kind === 'error' && node.problems[0]
        ? node.problems[0]
        : { kind: 'argument-type', function: 'fields', argument: 'value', expected: 'a struct', actual: node.type.kind },
    );
  }
  const { fields } = node.type;
  const entries = fields.map(
    (field) =>
      [field.name, wrap(Object.freeze({ kind: 'field', expr: node, name: field.name, type: field.type, nullable: node.nullable || field.nullable }))] as const,
  );
  return guarded(entries, (name) => ({ kind: 'unknown-field', field: name, available: fields.map((f) => f.name) }));
};
