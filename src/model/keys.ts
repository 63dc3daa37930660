import type { TableModel } from './model.ts';

/** What tells a table's rows apart, as declared: its primary key, the keys of its write, or a rule that fails where they repeat. Empty where nothing is declared. */
export const declaredKey = ({ primaryKey, write, rules }: Pick<TableModel, 'primaryKey' | 'write' | 'rules'>): readonly string[] => {
  if (primaryKey.length > 0) return primaryKey;
  if (write.strategy === 'merge' || write.strategy === 'insertOnly') return write.keys;
  const unique = rules.find((rule) => rule.kind === 'unique' && rule.where === undefined && rule.onViolation === 'fail');
  return unique?.kind === 'unique' ? unique.columns : [];
};
