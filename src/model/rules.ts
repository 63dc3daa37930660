import type { ExprNode } from '../query/node.ts';
import type { RuleModel } from './model.ts';

/** The expressions of a rule. */
export const ruleExprs = (rule: RuleModel): readonly ExprNode[] => {
  switch (rule.kind) {
    case 'row':
      return [rule.check];
    case 'reference':
      return [rule.on];
    case 'unique':
      return rule.where === undefined ? [] : [rule.where];
    case 'metric':
      return [rule.value];
    case 'freshness':
      return [];
    default:
      return rule satisfies never;
  }
};
