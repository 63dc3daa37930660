/** A relation of one column and one row as a value. */
import { readType } from '../datatype.ts';
import { errorNode } from '../expression.ts';
import type { ExprNode } from '../node.ts';
import type { PlanNode } from '../plan.ts';
import { problem } from '../problem.ts';
import { nameOf } from './step.ts';

/** Whether a plan can have no second row, whatever its tables hold. */
const hasOneRow = (plan: PlanNode): boolean => {
  for (let at = plan; ; ) {
    switch (at.kind) {
      case 'aggregate':
        return at.keys.length === 0;
      case 'seed':
        return at.rows.length <= 1;
      case 'limit':
        if (at.rows <= 1) return true;
        at = at.input;
        break;
      case 'where':
      case 'select':
      case 'withColumns':
      case 'drop':
      case 'orderBy':
      case 'distinct':
      case 'dropDuplicates':
        at = at.input;
        break;
      default:
        return false;
    }
  }
};

export const scalarNode = (plan: PlanNode): ExprNode => {
  const [column, another] = plan.schema;
  const names = plan.schema.map((c) => c.name);
  if (!column || another) return errorNode(problem({ kind: 'not-one-column', columns: names, of: nameOf(plan) }));
  if (!hasOneRow(plan)) return errorNode(problem({ kind: 'not-one-row', of: nameOf(plan) }));
  return Object.freeze({ kind: 'scalar', plan, type: readType(column.type), nullable: true });
};
