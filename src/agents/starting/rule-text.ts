/** Rules of an answer as statements of a definition. */
import { typescriptString } from '../../utils/typescript-text.ts';
import type { StartingRule } from './answer.ts';

const literal = typescriptString;
export const listed = (names: readonly string[]): string => `[${names.map(literal).join(', ')}]`;

const checkText = ({ kind, columns, low, high, values }: StartingRule): string => {
  const column = `row.${columns[0]}`;
  if (kind === 'not_null') return `${column}.isNotNull()`;
  if (kind === 'one_of') return `${column}.isIn(${listed(values)})`;
  if (low !== null && high !== null) return `${column}.between(${low}, ${high})`;
  return low === null ? `${column}.le(${high})` : `${column}.ge(${low})`;
};
export const ruleText = (rule: StartingRule, variables: ReadonlyMap<string, string>): readonly string[] => {
  const { table, name, description, kind, columns, to, hours, on_violation: onViolation } = rule;
  const own = `${variables.get(table)}, ${literal(name)}`;
  const last = `onViolation: ${literal(onViolation)}${description === '' ? '' : `, description: ${literal(description)}`}`;
  switch (kind) {
    case 'not_null':
      return [`new QualityRule(${own}, { check: (row) => ${checkText(rule)}, ${last} });`];
    case 'range':
    case 'one_of':
      // Whether a value must be there is a rule of its own.
      return [`new QualityRule(${own}, { check: (row) => ${checkText(rule)}, nulls: 'pass', ${last} });`];
    case 'unique':
      return [`new UniqueRule(${own}, { columns: ${listed(columns)}, ${last} });`];
    case 'fresh':
      return [`new FreshnessRule(${own}, { column: ${literal(columns[0] ?? '')}, maxAge: Duration.hours(${hours}), ${last} });`];
    case 'reference': {
      const end = (to ?? '').lastIndexOf('.');
      const [other, column] = [(to ?? '').slice(0, end), (to ?? '').slice(end + 1)];
      return [`new ReferenceRule(${own}, { to: ${variables.get(other)}, on: (row, other) => row.${columns[0]}.eq(other.${column}), ${last} });`];
    }
    default:
      return kind satisfies never;
  }
};
/** Which construct each kind of rule is. */
export const RULE_CLASSES: Readonly<Record<StartingRule['kind'], string>> = {
  not_null: 'QualityRule',
  range: 'QualityRule',
  one_of: 'QualityRule',
  unique: 'UniqueRule',
  reference: 'ReferenceRule',
  fresh: 'FreshnessRule',
};
