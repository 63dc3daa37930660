/** What Spark said of a body. */
import type { EventFields } from '../run/ask-python.ts';
import { isFields } from '../run/ask-python.ts';

export const PROBLEM_KINDS = ['failed', 'file-missing', 'function-missing', 'arguments', 'no-frame', 'columns', 'nullable'] as const;
export interface BodyFailure {
  readonly type: string;
  readonly message: string;
  /** Spark's name for it. */
  readonly condition?: string;
  readonly hint?: string;
  /** A line of Python, relative to the project. */
  readonly at?: string;
}
export interface BodyProblem {
  readonly kind: (typeof PROBLEM_KINDS)[number];
  readonly detail: readonly string[];
  readonly failure?: BodyFailure;
  /** Where the culprit begins in the SQL text that was judged. */
  readonly start?: number;
}
export interface Verdict {
  readonly table: string;
  readonly problems: readonly BodyProblem[];
  /** For each column the views and columns from which its values come; absent if that is not known. */
  readonly lineage?: Readonly<Record<string, readonly (readonly [view: string, column: string])[]>>;
  readonly seconds: number;
}

const failureOf = (value: unknown): BodyFailure | undefined => {
  if (!isFields(value)) return undefined;
  const optional = (key: 'condition' | 'hint' | 'at') => (typeof value[key] === 'string' ? { [key]: value[key] } : {});
  return { type: String(value['type']), message: String(value['message']), ...optional('condition'), ...optional('hint'), ...optional('at') };
};
const problemOf = (value: EventFields): readonly BodyProblem[] => {
  const kind = PROBLEM_KINDS.find((known) => known === value['kind']);
  if (!kind) return [];
  const failure = failureOf(value['failure']);
  const detail = Array.isArray(value['detail']) ? value['detail'].map(String) : [];
  return [{ kind, detail, ...(failure ? { failure } : {}), ...(typeof value['start'] === 'number' ? { start: value['start'] } : {}) }];
};
const lineageOf = (value: unknown): Pick<Verdict, 'lineage'> => {
  if (!isFields(value)) return {};
  const origins = (list: unknown) => (Array.isArray(list) ? list.filter(Array.isArray).map(([view, column]) => [String(view), String(column)] as const) : []);
  return { lineage: Object.fromEntries(Object.entries(value).map(([column, list]) => [column, origins(list)])) };
};

/** The verdict in an event of the runtime. */
export const verdictOf = (event: EventFields): Verdict => ({
  table: String(event['table']),
  problems: Array.isArray(event['problems']) ? event['problems'].filter(isFields).flatMap(problemOf) : [],
  ...lineageOf(event['lineage']),
  seconds: typeof event['seconds'] === 'number' ? event['seconds'] : 0,
});
