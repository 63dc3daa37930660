/** Options as plain JavaScript may give them: checked strictly, because native type stripping checks no types. */
import { z } from 'zod';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';

const describe = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string'
    ? JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
    : typeof value === 'object'
      ? 'an object'
      : String(value);
};
const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<PropertyKey, unknown>>)[key] : undefined), value);
const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  function: 'a function',
  record: 'an object',
  int: 'a whole number',
};

type Issue = z.core.$ZodIssue;
const keysAt = (schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] => {
  let at: unknown = schema;
  for (const key of path) {
    while (at instanceof z.ZodOptional || at instanceof z.ZodReadonly) at = at.unwrap();
    at = at instanceof z.ZodObject ? (at.shape as Readonly<Record<string, unknown>>)[String(key)] : undefined;
  }
  while (at instanceof z.ZodOptional || at instanceof z.ZodReadonly) at = at.unwrap();
  return at instanceof z.ZodObject ? Object.keys(at.shape as object) : [];
};
const problemsOf = (issue: Issue, schema: z.ZodType, given: unknown): readonly DefinitionProblem[] => {
  const option = issue.path.map(String).join('.');
  const actual = valueAt(given, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ kind: 'unknown-option', option: option === '' ? key : `${option}.${key}`, known: keysAt(schema, issue.path) }));
    case 'invalid_type':
      if (actual === undefined && option !== '') return [{ kind: 'missing-option', option, expected: EXPECTED[issue.expected] ?? issue.expected }];
      return [
        { kind: 'option-value', option: option === '' ? 'options' : option, expected: EXPECTED[issue.expected] ?? issue.expected, actual: describe(actual) },
      ];
    case 'invalid_value': {
      const expected = issue.values.map((v) => describe(v)).join(', ');
      return [
        actual === undefined
          ? { kind: 'missing-option', option, expected: `one of ${expected}` }
          : { kind: 'option-value', option, expected: `one of ${expected}`, actual: describe(actual) },
      ];
    }
    default:
      return [
        actual === undefined
          ? { kind: 'missing-option', option, expected: issue.message }
          : { kind: 'option-value', option, expected: issue.message, actual: describe(actual) },
      ];
  }
};

/** The problems of options against their schema; empty if they are right. */
export const optionProblems = (schema: z.ZodType, given: unknown): readonly DefinitionProblem[] => {
  const result = schema.safeParse(given);
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(issue, schema, given));
};

// ---- pieces of schemas
const isFunction = (value: unknown): boolean => typeof value === 'function';
export const callback = z.custom<(...args: never[]) => unknown>(isFunction, 'a function of the row, e.g. (r) => …');
export const text = z.string();
export const names = z.array(z.string());
export const tags = z.record(z.string(), z.string());
export const acknowledge = z.array(z.string()).optional();
