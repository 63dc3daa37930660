/** Questions about who reads, for column masks and row filters. Unity Catalog answers them; open-source Spark knows no groups. */
import { isInAccess } from '../access.ts';
import { scalar } from '../datatype.ts';
import type { BooleanExpr } from '../expr.ts';
import { errorNode, make } from '../expression.ts';
import { plainLiteral } from '../literal.ts';
import { problem } from '../problem.ts';

/** Databricks' name of the function. */
const IS_MEMBER = 'is_account_group_member';

/** Whether the reader is a member of a group of the account. Only in a `ColumnMask` or `RowFilter`; a local run hides nothing. */
export const isMember = (group: string): BooleanExpr => {
  if (typeof group !== 'string' || group === '')
    return make(errorNode(problem({ kind: 'argument-type', function: 'isMember', argument: 'group', expected: 'the name of a group', actual: typeof group }))) as never;
  if (!isInAccess()) return make(errorNode(problem({ kind: 'access-only', function: 'isMember' }))) as never;
  return make(Object.freeze({ kind: 'call', fn: IS_MEMBER, args: [plainLiteral(group)], type: scalar('boolean'), nullable: false })) as never;
};
