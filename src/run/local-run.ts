import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../model/model.ts';
import { identifier } from '../model/names.ts';
import { checkBackfill } from './backfill.ts';
import { ensureLocal } from './environment/index.ts';
import { LockTaken, withLock } from './environment/lock.ts';
import { Interruption } from './interruption.ts';
import { makeFolder, RunFailure } from './problem.ts';
import type { RunReporter } from './report.ts';
import type { RunResult } from './results.ts';
import { type Prepared, RunSession } from './run-session.ts';
import { type Selection, selectTables } from './select.ts';

export interface LocalRunOptions extends Selection {
  /** The project's folder. */
  readonly root: string;
  readonly model: Model;
  /** Whose configuration to use. @default 'local' */
  readonly environment?: string;
  /** Whether to rebuild everything, whatever an unfinished run has done. @default false */
  readonly fresh?: boolean;
  /** Whether to empty the tables and build them from all of their sources, streams included. @default false */
  readonly fullRefresh?: boolean;
  /** An interval, `from..to`, that the selected tables recompute. @default none */
  readonly backfill?: string;
  /** How many tables to make at the same time. @default 4, or the number of cores if it is lower */
  readonly threads?: number;
  /** Ends the run cleanly, as Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Hears what happens. @default nobody */
  readonly reporter?: RunReporter;
  /** Python, Java and JARs. @default those of `ensureLocal()` */
  readonly prepared?: Prepared;
  /** The variables of this process. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

const LOCAL = 'local';

/**
 * Runs tables on local Spark, each after those that it reads, and writes `.lakewright/runs/<environment>/<run>/results.json`.
 * The same run again resumes one that failed. Throws a `RunFailure` where nothing could be run.
 */
export async function runLocal(options: LocalRunOptions): Promise<RunResult> {
  const { root, model, environment = LOCAL, env = process.env, select = [], exclude = [] } = options;
  const report = options.reporter ?? (() => undefined);
  const known = [LOCAL, ...model.environments.map((e) => e.name)];
  if (!known.includes(environment)) throw new RunFailure({ kind: 'unknown-environment', environment, known });
  const tables = selectTables(model, { select, exclude });
  const { backfill } = options;
  if (backfill !== undefined) checkBackfill(backfill, model, tables, select.length > 0, options.fullRefresh ?? false);
  const pipelines = pipelinesOf(model);
  for (const name of pipelines) {
    if (!existsSync(join(root, 'pipelines', `${name}.py`))) throw new RunFailure({ kind: 'not-synthesized', file: `pipelines/${name}.py` });
  }
  const interruption = new Interruption(options.signal);
  try {
    const prepared =
      options.prepared ??
      (await ensureLocal({ root, signal: interruption.signal, report, env, kafka: model.tables.some(({ body }) => body.kind === 'kafka') }));
    if (interruption.happened) throw new RunFailure({ kind: 'cancelled', what: 'no table was built' });
    const folder = join(root, '.lakewright', 'runs', environment);
    makeFolder(folder);
    return await withLock(join(folder, 'lock'), { wait: false }, () => {
      const session = new RunSession({
        root,
        model,
        environment,
        pipelines,
        tables,
        selection: { select, exclude },
        fresh: options.fresh ?? false,
        fullRefresh: options.fullRefresh ?? false,
        ...(backfill === undefined ? {} : { backfill }),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        prepared,
        folder,
        report,
        interruption,
        storage: env['LAKEWRIGHT__STORAGE__ROOT'] ?? root,
      });
      return session.run();
    });
  } catch (error) {
    if (!(error instanceof LockTaken)) throw error;
    throw new RunFailure({ kind: 'run-in-progress', environment, ...error.owner });
  } finally {
    interruption.dispose();
  }
}

/** The modules in `pipelines/`, one per layer that holds something of the project's own. */
function pipelinesOf(model: Model): readonly string[] {
  const used = new Set(model.tables.filter((table) => table.kind !== 'external').map((table) => table.layer));
  return model.layers.filter((layer) => used.has(layer.name)).map((layer) => identifier(layer.name));
}
