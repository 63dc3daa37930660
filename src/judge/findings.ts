/** From verdicts to diagnostics at their places in the definition. */
import { join } from 'node:path';
import type { Diagnostic } from '../model/diagnostics/diagnostic.ts';
import type { ColumnSource } from '../model/lineage.ts';
import type { Model, TableModel } from '../model/model.ts';
import { walk } from '../query/node.ts';
import type { Place } from '../query/place.ts';
import { type JudgeProblem, judgeDiagnostic } from './diagnostics.ts';
import { viewsOf, withTables } from './request.ts';
import { sqlPlace } from './sql-place.ts';
import type { BodyProblem, Verdict } from './verdict.ts';

/** Columns on which a rule keeps rows out before they are written. */
const guarded = (table: TableModel): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const rule of table.rules) {
    if (rule.kind !== 'row' || rule.onViolation === 'warn' || rule.nulls === 'pass') continue;
    walk([rule.check], (node) => {
      if (node.kind === 'column') names.add(node.name);
    });
  }
  return names;
};

const failed = (table: TableModel, { failure }: BodyProblem, model: Model): JudgeProblem => {
  const hint = failure?.hint === undefined ? {} : { hint: failure.hint };
  const message = withTables(failure?.message ?? 'no message', model);
  const named = failure === undefined || failure.condition !== undefined ? message : `${failure.type}: ${message}`;
  if (table.body.kind === 'sql') return { kind: 'sql-refused', message, ...hint };
  if (table.body.kind === 'python')
    return { kind: 'python-failed', function: table.body.function, message: named, place: failure?.at ?? table.body.file, ...hint };
  return { kind: 'query-refused', message: named, ...(failure?.at === undefined ? {} : { place: failure.at }), ...hint };
};
const worded = (table: TableModel, problem: BodyProblem, model: Model): JudgeProblem | undefined => {
  const { body } = table;
  const python = body.kind === 'python' ? body : { file: '', function: table.module, inputs: [] };
  switch (problem.kind) {
    case 'failed':
      return failed(table, problem, model);
    case 'file-missing':
      return { kind: 'body-file-missing', file: python.file };
    case 'function-missing':
      return { kind: 'body-function-missing', file: python.file, function: python.function, known: problem.detail };
    case 'arguments':
      return {
        kind: 'body-arguments',
        file: python.file,
        function: python.function,
        takes: problem.detail,
        given: python.inputs.map(({ argument }) => argument),
      };
    case 'no-frame':
      return { kind: 'body-result', function: python.function, type: problem.detail[0] ?? '' };
    case 'columns':
      return { kind: 'body-columns', difference: problem.detail[0] ?? '' };
    case 'nullable':
      return guarded(table).has(problem.detail[0] ?? '') ? undefined : { kind: 'body-nullable', column: problem.detail[0] ?? '' };
    default:
      return problem.kind satisfies never;
  }
};

const placeOfProblem = (table: TableModel, { start }: BodyProblem, views: ReadonlyMap<string, string>, root: string): Place | undefined => {
  const { at, body } = table;
  if (!at) return undefined;
  if (body.kind === 'sql' && start !== undefined) {
    const lengths = body.parts.map((part) => (typeof part === 'string' ? part : (views.get(part.table) ?? '')).length);
    const exact = sqlPlace(body, lengths, start, at, root);
    if (exact) return exact;
  }
  return { ...at, file: join(root, at.file) };
};

/** What is wrong with the bodies, in the order of the model. */
export const judgeFindings = (verdicts: readonly Verdict[], model: Model, root: string): readonly Diagnostic[] => {
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  const views = viewsOf(model);
  return verdicts.flatMap(({ table: key, problems }) => {
    const table = byKey.get(key);
    if (!table) return [];
    const path = `${model.project.name}/${table.layer}/${table.name}`;
    return problems.flatMap((problem) => {
      const found = worded(table, problem, model);
      return found ? [judgeDiagnostic(found, path, ['query'], placeOfProblem(table, problem, views, root))] : [];
    });
  });
};

/** For each column of a body in SQL or Python, the columns from which its values come; undefined if Spark's plan does not tell. */
export const judgedLineage = ({ lineage }: Verdict, model: Model): Readonly<Record<string, readonly ColumnSource[]>> | undefined => {
  if (!lineage) return undefined;
  const tables = new Map([...viewsOf(model)].map(([key, view]) => [view, key]));
  return Object.fromEntries(
    Object.entries(lineage).map(([column, origins]) => [column, origins.map(([view, name]) => ({ table: tables.get(view) ?? view, column: name }))]),
  );
};
