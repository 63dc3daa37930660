/** Lets Spark's analyzer judge the bodies of tables: one process, empty frames, nothing written. */
import type { Model } from '../model/model.ts';
import { askPython } from '../run/ask-python.ts';
import type { Interruption } from '../run/interruption.ts';
import type { RunReporter } from '../run/report.ts';
import type { Prepared } from '../run/run-session.ts';
import { judgeRequest } from './request.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export { JUDGE_DIAGNOSTICS, judgeDiagnostic, type JudgeProblem, type JudgeProblemKind } from './diagnostics.ts';
export { judgedLineage, judgeFindings } from './findings.ts';
export { hasBody } from './request.ts';
export type { Verdict } from './verdict.ts';

export interface JudgeOptions {
  /** The project's folder. */
  readonly root: string;
  readonly model: Model;
  /** Keys of the tables to judge, in order. */
  readonly tables: readonly string[];
  readonly prepared: Prepared;
  readonly interruption: Interruption;
  /** Hears when Spark is ready. @default nobody */
  readonly report?: RunReporter;
}

/** A verdict for each table that has a body. Throws a `RunFailure` where Spark could not be asked. */
export const judgeBodies = async ({ root, model, tables, prepared, interruption, report }: JudgeOptions): Promise<readonly Verdict[]> => {
  const request = judgeRequest(model, root, tables);
  const verdicts: Verdict[] = [];
  if (request.bodies.length === 0) return verdicts;
  report?.({ kind: 'session-starting' });
  await askPython({
    module: 'databricks_utils.check',
    request,
    cwd: root,
    prepared,
    interruption,
    onEvent: (event) => {
      if (event['event'] === 'session_started') report?.({ kind: 'session-started', seconds: Number(event['seconds']) });
      if (event['event'] === 'body_judged') verdicts.push(verdictOf(event));
    },
  });
  return verdicts;
};
