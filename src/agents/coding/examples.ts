/** A decision must be kept: its rows in, its rows out. */
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { plainRows } from '../../model/examples.ts';
import type { DecisionModel, Model, TableModel } from '../../model/model.ts';
import type { Evidence } from '../evidence.ts';
import { trialDiagnostic } from '../trial/diagnostics.ts';
import type { Engine, Runnable } from '../trial/trial.ts';
import { haveSameRows } from './across-models.ts';

export interface DecisionsToKeep {
  readonly engine: Engine;
  /** Undefined if the definition has errors. */
  readonly runnable: () => Promise<Extract<Runnable, { table: string }> | undefined>;
  readonly model: Model;
  readonly table: TableModel;
  readonly decisions: readonly DecisionModel[];
}
export const decisionsKept = async ({ engine, runnable, model, table, decisions }: DecisionsToKeep): Promise<Evidence> => {
  if (decisions.length === 0) return { check: 'examples', verdict: 'skipped', says: 'nothing was decided before' };
  const start = performance.now();
  const body = await runnable();
  if (!body) return { check: 'examples', verdict: 'skipped', says: 'the definition has errors' };
  const problems: Diagnostic[] = [];
  for (const decision of decisions) {
    const given = Object.fromEntries(
      decision.given.map(({ table: key, rows }) => [key, plainRows(rows, model.tables.find((each) => each.key === key)?.columns ?? [])]),
    );
    const expected = plainRows(decision.gives, table.columns);
    const result = await engine.run(body, given);
    const got = result.ok ? result.rows.map((row) => Object.fromEntries(decision.gives.columns.map((name) => [name, row[name] ?? null]))) : undefined;
    if (!got || !haveSameRows(got, expected)) {
      const gives = result.ok ? JSON.stringify(got) : (result.problems[0]?.message ?? 'an error');
      const example = `of ${JSON.stringify(given)} it gives ${gives} instead of ${JSON.stringify(expected)}`;
      problems.push(trialDiagnostic({ kind: 'not-as-decided', says: decision.says, example }, table.key, undefined, ['decisions']));
    }
  }
  const seconds = Math.round(performance.now() - start) / 1000;
  const count = `${decisions.length} ${decisions.length === 1 ? 'decision' : 'decisions'}`;
  if (problems.length > 0) return { check: 'examples', verdict: 'failed', problems, says: `${problems.length} of ${count} not kept`, seconds };
  return { check: 'examples', verdict: 'passed', says: `${count} kept`, seconds, rows: decisions.length };
};
