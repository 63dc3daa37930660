import { appendFileSync, closeSync, existsSync, openSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Model } from '../model/model.ts';
import type { LocalEnvironment } from './environment/index.ts';
import { parseEvent, type RunnerEvent } from './events.ts';
import { fingerprints } from './fingerprint.ts';
import type { Interruption } from './interruption.ts';
import { type Journal, openJournal } from './journal.ts';
import { onDisk, RunFailure, type RunProblem } from './problem.ts';
import type { RunReporter } from './report.ts';
import { type RunResult, type RunStatus, type TableResult, writeWhole } from './results.ts';
import { lastLines, newRun, pruneRuns, type RunFolder } from './run-folder.ts';
import { type Ended, startRunner } from './runner.ts';
import type { Selection } from './select.ts';

/** What a run needs from a prepared environment. */
export type Prepared = Pick<LocalEnvironment, 'env'> & { readonly python: Pick<LocalEnvironment['python'], 'python'> };

export interface RunSessionOptions {
  readonly root: string;
  readonly model: Model;
  readonly environment: string;
  /** Modules in `pipelines/`, in order. */
  readonly pipelines: readonly string[];
  /** Keys of the tables to run, in order. */
  readonly tables: readonly string[];
  readonly selection: Required<Selection>;
  readonly fresh: boolean;
  /** Whether tables are emptied first. */
  readonly fullRefresh: boolean;
  /** The interval to recompute. */
  readonly backfill?: string;
  /** How many tables to make at the same time, if not as many as the runtime finds fit. */
  readonly threads?: number;
  readonly prepared: Prepared;
  /** Where the runs of this environment are kept. */
  readonly folder: string;
  /** Where relative paths of source files start. */
  readonly storage: string;
  readonly report: RunReporter;
  readonly interruption: Interruption;
}

/** One argument may have 128 KiB on Linux. */
const LONGEST_ARGUMENT = 120_000;

/** One run: what is left to do, the process that does it, and what came of it. */
export class RunSession {
  readonly #options: RunSessionOptions;
  readonly #begun = performance.now();
  readonly #startedAt = new Date();
  readonly #place: RunFolder;
  readonly #journal: Journal;
  readonly #results = new Map<string, TableResult>();
  /** Tables and since when they are at work. */
  readonly #atWork = new Map<string, number>();
  #sessionSeconds: number | undefined;
  #finished: Extract<RunnerEvent, { event: 'run_finished' }> | undefined;

  constructor(options: RunSessionOptions) {
    const { root, model, environment, selection, tables, fresh, fullRefresh, backfill, folder, storage } = options;
    this.#options = options;
    this.#place = newRun(folder, this.#startedAt);
    // Whoever deleted the tables wants them built.
    const isGone = !existsSync(join(root, '.lakewright', 'warehouse', environment));
    this.#journal = openJournal({
      // What a backfill does is not what an interrupted run still has to do.
      path: join(folder, backfill === undefined ? 'state.jsonl' : 'backfill.jsonl'),
      model,
      selection,
      tables,
      fingerprints: fingerprints(model, root, storage),
      run: this.#place.run,
      fresh: fresh || isGone || fullRefresh || backfill !== undefined,
    });
  }

  async run(): Promise<RunResult> {
    const { tables, environment, report, folder } = this.#options;
    for (const [table, result] of this.#journal.done) this.#results.set(table, { ...result, status: 'done-before' });
    const pending = tables.filter((table) => !this.#results.has(table));
    report({ kind: 'run-started', run: this.#place.run, environment, tables, doneBefore: [...this.#results.values()] });
    const problems = pending.length > 0 ? await this.#build(pending) : [];
    const result = this.#conclude(problems);
    writeWhole(this.#place.results, `${JSON.stringify(result, null, 2)}\n`);
    this.#journal.close();
    pruneRuns(folder);
    report({ kind: 'run-finished', result });
    return result;
  }

  async #build(pending: readonly string[]): Promise<readonly RunProblem[]> {
    const { root, prepared, interruption, report } = this.#options;
    const log = onDisk(this.#place.path, () => openSync(this.#place.log, 'a'));
    let failure: unknown;
    try {
      const onLine = (line: string): void => {
        try {
          const event = parseEvent(line);
          if (event) this.#hear(event);
          else onDisk(this.#place.path, () => appendFileSync(this.#place.log, `${line}\n`));
        } catch (error) {
          failure ??= error;
          runner.kill();
        }
      };
      const runner = startRunner({ command: prepared.python.python, args: this.#arguments(pending), cwd: root, env: prepared.env, log, onLine });
      interruption.watch(runner, () => report({ kind: 'interrupting' }));
      const ended = await runner.ended;
      if (failure !== undefined) throw failure;
      return this.#problemsOf(ended);
    } finally {
      closeSync(log);
    }
  }

  #arguments(pending: readonly string[]): readonly string[] {
    const { root, model, environment, pipelines } = this.#options;
    const list = pending.join(',');
    const isAll = pending.length === model.tables.filter((table) => table.kind !== 'external').length;
    if (!isAll && list.length > LONGEST_ARGUMENT) {
      throw new RunFailure({
        kind: 'bad-selection',
        option: 'select',
        term: `${pending.length} tables`,
        why: 'these are too many for one run; select layer by layer',
      });
    }
    return [
      '-m',
      'databricks_utils.run',
      '--project',
      root,
      '--environment',
      environment,
      '--pipelines',
      pipelines.join(','),
      '--run-id',
      this.#place.run,
      '--round',
      this.#journal.round,
      ...(this.#options.fullRefresh ? ['--full-refresh'] : []),
      ...(this.#options.backfill === undefined ? [] : [`--backfill=${this.#options.backfill}`]),
      ...(this.#options.threads === undefined ? [] : ['--threads', String(this.#options.threads)]),
      ...(isAll ? [] : ['--tables', list]),
    ];
  }

  #hear(event: RunnerEvent): void {
    const { report } = this.#options;
    switch (event.event) {
      case 'run_started':
        return;
      case 'session_started':
        this.#sessionSeconds = event.seconds;
        report({ kind: 'session-started', seconds: event.seconds });
        return;
      case 'table_started':
        this.#atWork.set(event.table, performance.now());
        this.#journal.started(event.table);
        report({ kind: 'table-started', table: event.table });
        return;
      case 'table_finished':
        this.#atWork.delete(event.result.table);
        this.#results.set(event.result.table, event.result);
        this.#journal.finished(event.result);
        report({ kind: 'table-finished', result: event.result });
        return;
      case 'run_finished':
        this.#finished = event;
        return;
      default:
        event satisfies never;
    }
  }

  #problemsOf({ code, signal, error }: Ended): readonly RunProblem[] {
    const log = this.#relative(this.#place.log);
    if (error !== undefined) return [{ kind: 'run-failed', type: 'Error', message: `Python did not start: ${error}`, log }];
    if (this.#finished?.error) {
      const { type, message, hint, at } = this.#finished.error;
      return [{ kind: 'run-failed', type, message, log, ...(hint === undefined ? {} : { hint }), ...(at === undefined ? {} : { at }) }];
    }
    if (this.#finished || this.#options.interruption.happened) return [];
    return [{ kind: 'runner-died', code, signal, log, lastLines: lastLines(this.#place.log) }];
  }

  #conclude(problems: readonly RunProblem[]): RunResult {
    const { tables, environment, selection, interruption, report } = this.#options;
    for (const [table, since] of this.#atWork) {
      const result: TableResult = { table, status: interruption.happened ? 'interrupted' : 'failed', seconds: secondsSince(since), rules: [] };
      this.#results.set(table, result);
      report({ kind: 'table-finished', result });
    }
    const results = tables.map((table): TableResult => this.#results.get(table) ?? { table, status: 'not-started', seconds: 0, rules: [] });
    return {
      format: 1,
      run: this.#place.run,
      environment,
      status: this.#status(results, problems),
      startedAt: this.#startedAt.toISOString(),
      seconds: secondsSince(this.#begun),
      ...(this.#sessionSeconds === undefined ? {} : { sessionSeconds: this.#sessionSeconds }),
      ...selection,
      tables: results,
      problems,
      log: this.#relative(this.#place.log),
    };
  }

  #status(results: readonly TableResult[], problems: readonly RunProblem[]): RunStatus {
    if (results.every(({ status }) => status === 'succeeded' || status === 'done-before')) return problems.length > 0 ? 'failed' : 'succeeded';
    return this.#finished?.status === 'interrupted' || this.#options.interruption.happened ? 'interrupted' : 'failed';
  }

  #relative(path: string): string {
    return relative(this.#options.root, path).split(sep).join('/');
  }
}

const secondsSince = (start: number): number => Math.round(performance.now() - start) / 1000;
