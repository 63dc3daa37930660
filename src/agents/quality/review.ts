/** A review of tables and their bodies: findings at their places, and a score with its parts. It needs no model. */
import { join } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/diagnostic.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { isSource } from '../../model/sources.ts';
import { keysOf } from '../../model/writes.ts';
import { sqlPlace } from '../../judge/sql-place.ts';
import type { Place } from '../../query/place.ts';
import { ASPECTS, type Aspect, REVIEW_DIAGNOSTICS, type ReviewProblem, reviewDiagnostic } from './diagnostics.ts';
import type { PythonProblem } from './python-review.ts';
import { type Around, aroundOf, relationProblems, uniqueBy } from './relation-review.ts';
import { sqlProblems } from './sql-review.ts';

/** One finding of a review. */
export interface ReviewFinding {
  readonly table: string;
  readonly aspect: Aspect;
  /** Of 100 points. */
  readonly costs: number;
  readonly diagnostic: Diagnostic;
}
/** Points of 100, overall and by aspect; an aspect's are the mean over tables. */
export interface Score {
  readonly all: number;
  readonly aspects: Readonly<Record<Aspect, number>>;
}
export interface Review {
  readonly findings: readonly ReviewFinding[];
  readonly score: Score;
}
export interface ReviewOptions {
  readonly root: string;
  readonly model: Model;
  /** Keys of the tables to review. */
  readonly tables: readonly string[];
  /** What was found in bodies in Python. @default nothing: they were not read */
  readonly python?: readonly PythonProblem[];
}

/** The text of a body in SQL, with the keys of tables in its holes. */
const sqlParts = (body: Extract<TableModel['body'], { kind: 'sql' }>): readonly string[] =>
  body.parts.map((part) => (typeof part === 'string' ? part : `\`${part.table}\``));

const definitionProblems = (table: TableModel, around: Around): readonly ReviewProblem[] => {
  if (table.kind !== 'table') return table.intent === undefined ? [{ kind: 'not-described' }] : [];
  // Raw tables keep what came; the tables that read them say what is good.
  if (isSource(table.body)) return [];
  const key = table.primaryKey;
  const made = table.body.kind === 'relation' ? (uniqueBy(table.body.plan, around) ?? []) : [];
  const isProven =
    keysOf(table.write).length > 0 ||
    (made.length > 0 && made.every((name) => key.includes(name))) ||
    table.rules.some((rule) => rule.kind === 'unique' && rule.columns.every((name) => key.includes(name)));
  const suggested = table.columns.filter((column) => key.includes(column.name) || /(^|_)(id|key|amount|price|date|at)$/i.test(column.name)).slice(0, 3);
  return [
    ...(key.length === 0 ? [{ kind: 'no-key', known: made } as const] : isProven ? [] : [{ kind: 'unguarded-key', columns: key } as const]),
    ...(table.rules.length === 0 ? [{ kind: 'no-rules', suggested: suggested.map(({ name }) => name) } as const] : []),
    ...(table.intent === undefined ? [{ kind: 'not-described' } as const] : []),
  ];
};

interface Located {
  readonly problem: ReviewProblem;
  readonly key: readonly string[];
  readonly at: Place | undefined;
}
const absolute = (at: Place | undefined, root: string): Place | undefined => at && { ...at, file: join(root, at.file) };

const problemsOf = (table: TableModel, around: Around, python: readonly PythonProblem[], root: string): readonly Located[] => {
  const at = absolute(table.at, root);
  const { body } = table;
  const inQuery = (problem: ReviewProblem): Located => ({ problem, key: ['query'], at });
  const inBody = (): readonly Located[] => {
    if (body.kind === 'relation') return relationProblems(table, around).map(inQuery);
    if (body.kind === 'python')
      return python.map(({ problem, line, column }) => ({ problem, key: ['query'], at: { file: join(root, body.file), line, column } }));
    if (body.kind !== 'sql') return [];
    const parts = sqlParts(body);
    const lengths = parts.map((part) => part.length);
    return sqlProblems(parts.join('')).map(({ problem, offset }) => ({
      problem,
      key: ['query'],
      at: (table.at && sqlPlace(body, lengths, offset, table.at, root)) ?? at,
    }));
  };
  return [...inBody(), ...definitionProblems(table, around).map((problem): Located => ({ problem, key: [], at }))];
};

const scoreOf = (findings: readonly ReviewFinding[], tables: readonly string[]): Score => {
  const lost = new Map<string, number>();
  for (const { table, aspect, costs } of findings) lost.set(`${aspect} ${table}`, (lost.get(`${aspect} ${table}`) ?? 0) + costs);
  const mean = (aspect: Aspect): number =>
    tables.length === 0 ? 100 : tables.reduce((sum, table) => sum + Math.max(0, 100 - (lost.get(`${aspect} ${table}`) ?? 0)), 0) / tables.length;
  const aspects = Object.fromEntries(ASPECTS.map((aspect) => [aspect, Math.round(mean(aspect))])) as Record<Aspect, number>;
  return { all: Math.round(ASPECTS.reduce((sum, aspect) => sum + mean(aspect), 0) / ASPECTS.length), aspects };
};

/** Reviews tables, in the order of the model. */
export const review = ({ root, model, tables, python = [] }: ReviewOptions): Review => {
  const asked = new Set(tables);
  const around = aroundOf(model);
  const byTable = Map.groupBy(python, ({ table }) => table);
  const reviewed = model.tables.filter((table) => asked.has(table.key) && table.kind !== 'external');
  const findings = reviewed.flatMap((table) =>
    problemsOf(table, around, byTable.get(table.key) ?? [], root).map(({ problem, key, at }): ReviewFinding => {
      const { aspect, costs } = REVIEW_DIAGNOSTICS[problem.kind];
      const path = `${model.project.name}/${table.layer}/${table.name}`;
      return { table: table.key, aspect, costs, diagnostic: reviewDiagnostic(problem, path, key, at) };
    }),
  );
  return {
    findings,
    score: scoreOf(
      findings,
      reviewed.map(({ key }) => key),
    ),
  };
};
