/** What a plan's steps become on the way to text, and what the rules of the steps may ask for. */
import type { ScalarNode } from '../../query/node.ts';
import type { PlanNode } from '../../query/plan.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import type { Doc } from './layout.ts';
import type { Select } from './select.ts';
import { tight } from './syntax.ts';

/** Something that FROM can name. */
export interface From {
  readonly doc: Doc;
  /** Names by which SQL knows it; a column of the same name cannot be distinguished from it. */
  readonly names: readonly string[];
  readonly closed: boolean;
}
export type SetOperator = 'UNION ALL' | 'INTERSECT' | 'INTERSECT ALL' | 'EXCEPT' | 'EXCEPT ALL';
/** Rows of several SELECTs with the same columns. */
export interface Union {
  readonly kind: 'union';
  readonly operator: SetOperator;
  /** Grows while unions of unions are compiled: copying it each time would cost the square of their number. */
  readonly branches: Doc[];
}
export type Body = Select | Union;
export const isUnion = (body: Body): body is Union => 'branches' in body;

/** What the rules of the steps may ask for. */
export interface PlanContext {
  readonly tableName: (key: string) => string;
  /** What FROM writes for a step: its table, or a subquery by name. */
  readonly source: (plan: PlanNode) => From;
  /** A SELECT of a step that more clauses can be added to. */
  readonly open: (plan: PlanNode) => Select;
  /** The body of a step if nothing else reads it, for steps that can extend it. */
  readonly own: (plan: PlanNode) => Body | undefined;
  /** The value of another relation, as a subquery in brackets. */
  readonly value: (node: ScalarNode) => Doc;
  /** Names a document, so that FROM can refer to it. */
  readonly subquery: (word: string, doc: Doc) => From;
}

export const selectFrom = (from: From, closed = from.closed): Select => ({
  from: from.doc,
  closed,
  where: [],
  scope: {
    column: (_, name) => tight(sqlIdentifier(name)),
    isTable: (name) => from.names.some((table) => table.toLowerCase() === name.toLowerCase()),
  },
});
