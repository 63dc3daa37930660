import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model } from '../../model/model.ts';
import {
  checkBackfill,
  isCancelled,
  makeClassArchiveLater,
  renderSummary,
  RunFailure,
  type RunResult,
  runDiagnostic,
  runLocal,
  selectTables,
} from '../../run/index.ts';
import { hasColor } from '../../synth/print.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { type Checked, prepare, progress } from '../prepare.ts';

export interface RunFlags extends AppFlag, JsonFlag {
  readonly env: string;
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  readonly fresh?: boolean;
  readonly fullRefresh?: boolean;
  readonly backfill?: string;
  readonly threads?: number;
}

const LOCAL = 'local';
const STATUS = { succeeded: 0, failed: 1, interrupted: 130 } as const;

/** Of the known environments, only the local one runs. */
const requireLocal = (environment: string, model: Model): void => {
  if (environment === LOCAL) return;
  if (model.environments.some(({ name }) => name === environment))
    throw new CliFailure(cliDiagnostic({ kind: 'deploy-not-built', environment }, model.project.name));
  const known = [LOCAL, ...model.environments.map(({ name }) => name)];
  throw new RunFailure({ kind: 'unknown-environment', environment, known });
};

/** What is wrong with the command line is found before anything is prepared or written. */
const examine =
  (flags: RunFlags, select: readonly string[]) =>
  ({ model }: Checked): void => {
    try {
      requireLocal(flags.env, model);
      const tables = selectTables(model, { ...flags, select });
      if (flags.backfill !== undefined) checkBackfill(flags.backfill, model, tables, select.length > 0, flags.fullRefresh ?? false);
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      throw new CliFailure(...error.problems.map((problem) => runDiagnostic(problem, model.project.name)));
    }
  };

export default async function run(this: Context, flags: RunFlags, ...tables: readonly string[]): Promise<void> {
  const { exclude = [], fresh = false, fullRefresh = false, backfill, threads } = flags;
  const select = [...tables, ...(flags.select ?? [])];
  const given = { ...(backfill === undefined ? {} : { backfill }), ...(threads === undefined ? {} : { threads }) };
  const reporter = progress();
  const results: RunResult[] = [];
  const diagnostics: Diagnostic[] = [];
  let ok = true;
  try {
    for (const { project, model, environment } of await prepare(this, flags.app, reporter, examine(flags, select))) {
      const result = await runLocal({ root: project.root, model, select, exclude, fresh, fullRefresh, ...given, reporter, prepared: environment });
      results.push(result);
      diagnostics.push(...result.problems.map((problem) => runDiagnostic(problem, project.name)));
      if (!flags.json) this.out(`\n${renderSummary(result, model, { color: hasColor(process.stdout), columns: process.stdout.columns ?? 100 })}`);
      ok = result.status === 'succeeded';
      if (ok) {
        if (makeClassArchiveLater(environment)) this.say('Making later starts of Spark faster, in the background and once per machine\n');
        continue;
      }
      this.fail(STATUS[result.status]);
      break;
    }
  } catch (error) {
    ok = false;
    const found = thrownDiagnostics(error);
    this.fail(isCancelled(error) ? STATUS.interrupted : STATUS.failed);
    if (!flags.json) return this.report(found);
    diagnostics.push(...found);
  }
  if (flags.json) this.out(document({ ok, runs: results, diagnostics: asData(diagnostics, this.cwd) }));
}
