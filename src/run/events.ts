/** What the Python runtime says while it runs: JSON lines on its standard output. */
import type { RowCounts, RuleResult, RunStatus, TableError, TableResult, TableStep } from './results.ts';

export type RunnerEvent =
  | { readonly event: 'run_started' }
  | { readonly event: 'session_started'; readonly seconds: number }
  | { readonly event: 'table_started'; readonly table: string }
  | { readonly event: 'table_finished'; readonly result: TableResult }
  | { readonly event: 'run_finished'; readonly status: RunStatus; readonly error?: TableError };

type Fields = Readonly<Record<string, unknown>>;

/** The event of a line, or undefined if it is not one. */
export function parseEvent(line: string): RunnerEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isFields(fields)) return undefined;
  switch (fields['event']) {
    case 'run_started':
      return { event: 'run_started' };
    case 'session_started':
      return { event: 'session_started', seconds: numberIn(fields, 'seconds') };
    case 'table_started':
      return { event: 'table_started', table: textIn(fields, 'table') ?? '' };
    case 'table_finished':
      return { event: 'table_finished', result: resultOf(fields) };
    case 'run_finished': {
      const error = errorOf(fields['error']);
      return { event: 'run_finished', status: oneOf(RUN_STATUSES, fields['status']) ?? 'failed', ...(error ? { error } : {}) };
    }
    default:
      return undefined;
  }
}

const RUN_STATUSES: readonly RunStatus[] = ['succeeded', 'failed', 'interrupted'];
const TABLE_STATUSES = ['succeeded', 'failed', 'skipped', 'interrupted'] as const;
const STEPS: readonly TableStep[] = ['read', 'build', 'check', 'write'];

function resultOf(fields: Fields): TableResult {
  const rows = rowsOf(fields['rows']);
  const step = oneOf(STEPS, fields['step']);
  const error = errorOf(fields['error']);
  const because = textIn(fields, 'because');
  const rules = Array.isArray(fields['rules']) ? fields['rules'].filter(isFields).map(ruleOf) : [];
  return {
    table: textIn(fields, 'table') ?? '',
    status: oneOf(TABLE_STATUSES, fields['status']) ?? 'failed',
    seconds: numberIn(fields, 'seconds'),
    rules,
    ...(rows ? { rows } : {}),
    ...(step ? { step } : {}),
    ...(error ? { error } : {}),
    ...(because === undefined ? {} : { because }),
  };
}

function rowsOf(value: unknown): RowCounts | undefined {
  if (!isFields(value)) return undefined;
  return { in: numberIn(value, 'in'), kept: numberIn(value, 'kept'), quarantined: numberIn(value, 'quarantined'), dropped: numberIn(value, 'dropped') };
}

const ruleOf = (fields: Fields): RuleResult => ({
  name: textIn(fields, 'name') ?? '',
  violations: numberIn(fields, 'violations'),
  onViolation: textIn(fields, 'on_violation') ?? '',
});

function errorOf(value: unknown): TableError | undefined {
  if (!isFields(value)) return undefined;
  const [condition, hint, at] = [textIn(value, 'condition'), textIn(value, 'hint'), textIn(value, 'at')];
  return {
    type: textIn(value, 'type') ?? 'Error',
    message: textIn(value, 'message') ?? 'no message',
    ...(condition === undefined ? {} : { condition }),
    ...(hint === undefined ? {} : { hint: asDeclared(hint) }),
    ...(at === undefined ? {} : { at }),
  };
}

/** What the runtime calls by its own names, and a definition declares by others: `on_bad_value='null'` is `onBadValue: 'null'`. */
const OPTION = /\b(on_bad_value|on_new_columns|on_violation|fail_above|allow_schema_changes|ties)\b(?:=(?=['"]))?/g;
const asDeclared = (hint: string): string =>
  hint
    .replace(OPTION, (found, option: string) => option.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) + (found.endsWith('=') ? ': ' : ''))
    .replace(/\bkeep_first\b/g, 'dropDuplicates({ by, keepFirst })');

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const numberIn = (fields: Fields, key: string): number => (typeof fields[key] === 'number' ? fields[key] : 0);
const textIn = (fields: Fields, key: string): string | undefined => (typeof fields[key] === 'string' ? fields[key] : undefined);
const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined => known.find((item) => item === value);
