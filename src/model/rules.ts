import { type ExprNode, walk } from '../query/node.ts';
import type { RuleModel, TableModel } from './model.ts';

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

/** The columns of its table that a rule looks at. */
export const ruleColumns = (rule: RuleModel): readonly string[] => {
  const found = rule.kind === 'unique' ? [...rule.columns] : rule.kind === 'freshness' ? [rule.column] : [];
  walk(ruleExprs(rule), (node) => {
    if (node.kind === 'column' && node.input === 0) found.push(node.name);
  });
  return found;
};
/** Whether rows of the table may be quarantined. */
export const quarantines = ({ rules }: Pick<TableModel, 'rules'>): boolean => rules.some(({ onViolation }) => onViolation === 'quarantine');
