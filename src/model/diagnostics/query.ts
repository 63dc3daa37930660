/** Wording of what a query can get wrong. A problem kind without a record does not compile. */
import type { ProblemKind, ProblemPayload } from '../../query/problem.ts';
import { type DiagnosticRecord, didYouMean, quoted } from './diagnostic.ts';

type Records = { readonly [K in ProblemKind]: DiagnosticRecord<Extract<ProblemPayload, { kind: K }>> };

export const QUERY_DIAGNOSTICS: Records = {
  'unknown-column': {
    code: 'LW2001', severity: 'error', title: 'Unknown column',
    message: (p) => `column "${p.column}" is not in ${p.of} (${p.available.length} columns)`,
    hint: (p) => didYouMean(p.column, p.available),
    cause: 'The name is not among the columns that the rows have at this step.',
    cure: 'Use one of the columns named in the message, or add the column to the table or step before.',
  },
  'unknown-field': {
    code: 'LW2002', severity: 'error', title: 'Unknown struct field',
    message: (p) => `field "${p.field}" is not in the struct (${p.available.length} fields)`,
    hint: (p) => didYouMean(p.field, p.available),
    cause: 'The struct has no such field.', cure: 'Use one of its fields, or declare the field in the struct type.',
  },
  'argument-type': {
    code: 'LW2003', severity: 'error', title: 'Argument of the wrong type',
    message: (p) => `${p.function} takes ${p.expected} as "${p.argument}", but got ${p.value === undefined ? p.actual : `${JSON.stringify(p.value)} (${p.actual})`}`,
    hint: () => 'cast it, e.g. .tryCast(t.double()), or use another column',
    cause: 'The function or operator is not defined for this type.', cure: 'Cast the value, or choose the function that fits its type.',
  },
  'argument-count': {
    code: 'LW2004', severity: 'error', title: 'Wrong number of arguments',
    message: (p) => `${p.function} takes ${p.expected} arguments, but got ${p.actual}`,
    cause: 'An argument is missing or one too many.', cure: 'See the function reference for its arguments.',
  },
  'operand-types': {
    code: 'LW2005', severity: 'error', title: 'Types that cannot be compared',
    message: (p) => `${p.operator} cannot compare ${p.left} with ${p.right}`,
    hint: (p) => `cast one side, e.g. .cast(t.${p.left.split(/[(<]/)[0]}())`,
    cause: 'Spark in ANSI mode finds no common type for the two sides.', cure: 'Cast one side explicitly.',
  },
  'literal-does-not-fit': {
    code: 'LW2006', severity: 'error', title: 'Value that does not fit its column',
    message: (p) => `${p.value} is no ${p.type} value`,
    hint: (p) => (p.type === 'date' || p.type.startsWith('timestamp') ? "write dates as '2026-01-31', timestamps as '2026-01-31T12:00:00Z'" : undefined),
    cause: 'A plain value takes the type of the column it meets, and this one cannot.', cure: 'Write a value of that type, or cast the column.',
  },
  'not-an-expression': {
    code: 'LW2007', severity: 'error', title: 'Not an expression',
    message: (p) => `${p.where}: expected a column expression, but got ${p.actual}`,
    hint: (p) => (p.actual === 'boolean' ? "compare with .eq(…), .and(…), not with === or &&" : 'wrap plain values in F.lit(…)'),
    cause: 'JavaScript operators (===, &&, !, ?:) give plain values, not expressions.', cure: 'Use the methods of expressions: eq, and, or, not, F.when.',
  },
  'not-boolean': {
    code: 'LW2008', severity: 'error', title: 'Condition that is not boolean',
    message: (p) => `${p.where} needs a condition, but got ${p.actual}`,
    cause: 'Only a boolean expression can be TRUE.', cure: 'Compare the value, e.g. .gt(0) or .isNotNull().',
  },
  'row-outside-callback': {
    code: 'LW2009', severity: 'error', title: 'Row used outside its callback',
    message: (p) => `column "${p.column}" belongs to a row of another step`,
    hint: () => "use the row that this callback gets",
    cause: 'A row is only valid inside the callback that received it.', cure: 'Take the column from the row of the callback in which it is used.',
  },
  'unused-expression': {
    code: 'LW2010', severity: 'error', title: 'Expression made but never used',
    message: (p) => `the expression ${p.expression} is made here but not part of the result`,
    hint: () => 'a && b gives only b; write a.and(b), a.or(b), F.when(a, b).otherwise(c)',
    cause: '&&, ||, ?? and ?: treat every expression as true and lose one of them.', cure: 'Use the methods and, or, not, or remove the expression.',
  },
  'aggregate-not-allowed': {
    code: 'LW2011', severity: 'error', title: 'Aggregate where rows are handled one by one',
    message: (p) => `${p.function} is an aggregate and cannot stand in ${p.where}`,
    hint: () => 'use groupBy(…).agg(…), or .over(Window.partitionBy(…))',
    cause: 'An aggregate needs a group or a window.', cure: 'Aggregate first and filter the result, or put the aggregate over a window.',
  },
  'window-not-allowed': {
    code: 'LW2012', severity: 'error', title: 'Window function where Spark allows none',
    message: (p) => `a window function cannot stand in ${p.where}`,
    hint: () => 'compute it with withColumns first, then use the column',
    cause: 'Spark evaluates windows only in a projection.', cure: 'Add the window function as a column in a step before.',
  },
  'bare-column-in-agg': {
    code: 'LW2013', severity: 'error', title: 'Column outside an aggregate',
    message: (p) => `"${p.name}" uses column "${p.column}", which is neither a group key nor inside an aggregate`,
    hint: (p) => `add "${p.column}" to groupBy, or say which value is wanted: F.max, F.first, F.anyValue`,
    cause: 'A group has many values of this column.', cure: 'Group by it, or aggregate it.',
  },
  'nested-aggregate': {
    code: 'LW2014', severity: 'error', title: 'Aggregate inside an aggregate',
    message: (p) => `${p.function} stands inside another aggregate`,
    cause: 'A group is aggregated once.', cure: 'Aggregate in two steps.',
  },
  'duplicate-column': {
    code: 'LW2015', severity: 'error', title: 'Two columns of one name',
    message: (p) => `${p.step} gives ${quoted(p.names)}, which Spark cannot tell apart`,
    cause: 'Spark compares column names without case.', cure: 'Rename one of them.',
  },
  'no-columns': {
    code: 'LW2016', severity: 'error', title: 'No columns',
    message: (p) => `${p.step} gives no columns`, cause: 'A table needs at least one column.', cure: 'Select at least one column.',
  },
  'union-mismatch': {
    code: 'LW2017', severity: 'error', title: 'Union of different columns',
    message: (p) =>
      [
        p.missing.length > 0 ? `the other side lacks ${quoted(p.missing)}` : '',
        p.extra.length > 0 ? `the other side has ${quoted(p.extra)} too many` : '',
        p.types.length > 0 ? `types that do not meet: ${p.types.join('; ')}` : '',
      ].filter((part) => part !== '').join('; '),
    hint: () => 'select the same columns on both sides',
    cause: 'unionByName needs the same columns, in any order.', cure: 'Select or drop columns until both sides agree.',
  },
  'join-key-types': {
    code: 'LW2018', severity: 'error', title: 'Join key of two types',
    message: (p) => `join key "${p.column}" is ${p.left} on the left and ${p.right} on the right`,
    cause: 'The two types have no common type in ANSI mode.', cure: 'Cast one side before the join.',
  },
  'hidden-column': {
    code: 'LW2019', severity: 'warning', title: 'Column hidden by a spread',
    message: (p) => `the right side replaces ${quoted(p.columns)} of the left side`,
    hint: () => 'name the columns that you take from the right side',
    cause: 'In { ...left, ...right } the later spread wins silently.', cure: 'Take the columns you need by name, or acknowledge the warning.',
  },
  'invalid-option': {
    code: 'LW2020', severity: 'error', title: 'Option with a wrong value',
    message: (p) => `${p.step}: "${p.option}" must be ${p.expected}, not ${p.actual}`,
    cause: 'The step cannot work with this value.', cure: 'Give a value as the message says.',
  },
  'not-a-source': {
    code: 'LW2021', severity: 'error', title: 'Not a table',
    message: (p) => `${p.step} needs a table, view or relation, but got ${p.actual}`,
    hint: (p) => (p.actual === 'undefined' ? 'is the table declared before it is read?' : undefined),
    cause: 'Only tables, views, external tables and relations have rows.', cure: 'Pass the construct itself, not its name.',
  },
  'branch-types': {
    code: 'LW2022', severity: 'error', title: 'Branches of different types',
    message: (p) => `one branch is ${p.first}, another ${p.other}`,
    cause: 'All branches of a condition must meet in one type.', cure: 'Cast the branches to one type.',
  },
  'no-common-type': {
    code: 'LW2023', severity: 'error', title: 'No common type',
    message: (p) => `${p.function}: ${p.types.join(', ')} have no common type`,
    cause: 'Spark in ANSI mode does not convert between these types by itself.', cure: 'Cast the arguments to one type.',
  },
};
