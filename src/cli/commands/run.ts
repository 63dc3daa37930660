import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model } from '../../model/model.ts';
import { RunFailure, type RunResult, runDiagnostic, runLocal, selectTables } from '../../run/index.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { type Prepared, prepare } from '../prepare.ts';

export interface RunFlags extends AppFlag, JsonFlag {
  readonly env: string;
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  readonly fresh?: boolean;
}

const LOCAL = 'local';
const STATUS = { succeeded: 0, failed: 1, interrupted: 130 } as const;

/** Environments that there are, of which only the local one runs. */
const requireLocal = (environment: string, model: Model): void => {
  if (environment === LOCAL) return;
  if (model.environments.some(({ name }) => name === environment)) throw new CliFailure(cliDiagnostic({ kind: 'deploy-not-built', environment }, model.project.name));
  const known = [LOCAL, ...model.environments.map(({ name }) => name)];
  throw new RunFailure({ kind: 'unknown-environment', environment, known });
};

/** What is wrong with the command line is found before anything is written. */
const examine = (flags: RunFlags) => ({ model }: Prepared): void => {
  try {
    requireLocal(flags.env, model);
    selectTables(model, flags);
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    throw new CliFailure(...error.problems.map((problem) => runDiagnostic(problem, model.project.name)));
  }
};

export default async function run(this: Context, flags: RunFlags): Promise<void> {
  const runs: RunResult[] = [];
  let diagnostics: readonly Diagnostic[] = [];
  try {
    for (const { project, model } of await prepare(this, flags.app, examine(flags))) {
      const result = await runLocal({ root: project.root, model, select: flags.select ?? [], exclude: flags.exclude ?? [], fresh: flags.fresh ?? false });
      runs.push(result);
      diagnostics = result.problems.map((problem) => runDiagnostic(problem, project.name));
      if (result.status === 'succeeded') continue;
      this.fail(STATUS[result.status]);
      break;
    }
  } catch (error) {
    diagnostics = thrownDiagnostics(error);
    this.fail();
  }
  if (flags.json) this.out(document({ ok: runs.length > 0 && diagnostics.length === 0 && runs.every(({ status }) => status === 'succeeded'), runs, diagnostics: asData(diagnostics, this.cwd) }));
  else this.report(diagnostics);
}
