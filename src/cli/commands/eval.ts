import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { chooseProvider } from '../../agents/provider/choose.ts';
import { AgentFailure, agentDiagnostic } from '../../agents/diagnostics.ts';
import { EvalFailure, evalDiagnostic } from '../../agents/eval/diagnostics.ts';
import type { EvalEvent, PreparedTask, Task, TestingRecord } from '../../agents/eval/index.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { ensureLocal, RunFailure } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { loadDefinition } from '../definition.ts';
import { thrownDiagnostics } from '../failure.ts';
import type { JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { hasError } from '../load.ts';
import { progress } from '../prepare.ts';

export interface EvalFlags extends JsonFlag {
  readonly tasks: string;
  readonly provider?: string;
  readonly model?: string;
  readonly runs: number;
  readonly parallel: number;
  readonly select?: readonly string[];
  readonly sql?: boolean;
  readonly agent: 'coding' | 'testing';
  readonly seconds: number;
  readonly relay?: string;
  readonly cassette?: string;
  readonly budget?: number;
  readonly out?: string;
}

/** The projects of all tasks, before anything else runs in this process: a definition counts as loaded when nothing is left to do. */
const prepareAll = async (tasks: readonly Task[], folder: string): Promise<ReadonlyMap<Task, PreparedTask>> => {
  const { writeProject } = await import('../../agents/eval/project.ts');
  const prepared = new Map<Task, PreparedTask>();
  for (const task of tasks) {
    const root = join(folder, task.name);
    const definition = writeProject(task, root);
    // The end of the one before is seen when nothing is left to do; now there is something again.
    await setImmediate();
    const [project] = await loadDefinition(definition, root);
    const { model, diagnostics } = project?.build() ?? { diagnostics: [] };
    const errors = diagnostics.filter((found) => hasError([found]));
    if (!model)
      throw new EvalFailure(evalDiagnostic({ kind: 'bad-project', why: errors.map(({ message }) => message).join('; ') || 'it is not one' }, task.folder));
    prepared.set(task, { task, root, definition, model });
  }
  return prepared;
};
const line = ({ record: { task, run, outcome, then, body, question, cost, expected }, done, of }: EvalEvent): string => {
  const rows = body
    ? `, ${body.a ? 'right' : 'wrong'} on a, ${body.b ? 'right' : 'wrong'} on b${body.follows.length > 0 ? ` (${body.follows.join(', ')})` : ''}`
    : '';
  return `${done}/${of} ${task} ${run > 1 ? `run ${run} ` : ''}[${expected}]: ${outcome}${then ? `, then ${then}` : ''}${rows}${question ? `, question ${question.kind}` : ''}, ${Math.round(cost.seconds)} s\n`;
};

const usageProblem = ({ agent, sql, runs, parallel }: EvalFlags): string | undefined => {
  if (agent === 'testing' && sql) return '--sql solves tasks, and --agent testing writes tests: use one of them';
  return [runs, parallel].every((each) => Number.isInteger(each) && each >= 1) ? undefined : '--runs and --parallel are whole numbers from 1';
};
const testingLine = ({ record: { task, run, outcome, judged, says, cost }, done, of }: { record: TestingRecord; done: number; of: number }): string => {
  const figures = judged
    ? `${judged.tests.filter(({ right }) => right).length} of ${judged.tests.length} tests right, ${judged.wrongOnes.filter(({ found }) => found).length} of ${judged.wrongOnes.length} wrong solutions found`
    : (says ?? 'no tests');
  return `${done}/${of} ${task} ${run > 1 ? `run ${run} ` : ''}: ${outcome}, ${figures}, ${Math.round(cost.seconds)} s\n`;
};

const evaluate = async (context: Context, flags: EvalFlags, folder: string, interruption: Interruption): Promise<void> => {
  const { codingSolver, isTestable, readTasks, renderReport, renderTestingReport, reportOf, runEval, runTestingEval, sqlSolver, testingReport, wrongOnesOf } =
    await import('../../agents/eval/index.ts');
  const isTesting = flags.agent === 'testing';
  const problem = usageProblem(flags);
  if (problem !== undefined) throw new CliFailure(cliDiagnostic({ kind: 'usage', message: problem, command: 'lakewright eval' }, 'lakewright eval'));
  const tasksFolder = resolve(context.cwd, flags.tasks);
  const all = await readTasks(tasksFolder, flags.select);
  const tasks = isTesting ? all.filter(isTestable) : all;
  if (tasks.length === 0)
    throw new CliFailure(
      cliDiagnostic({ kind: 'usage', message: 'none of these tasks has right and wrong solutions to judge tests by', command: 'lakewright eval' }, flags.tasks),
    );
  const chosen = await chooseProvider(
    {
      ...(flags.provider === undefined ? {} : { provider: flags.provider }),
      ...(flags.model === undefined ? {} : { model: flags.model }),
      ...(flags.relay === undefined ? {} : { relay: resolve(context.cwd, flags.relay) }),
      relaySeconds: flags.seconds,
      ...(flags.cassette === undefined ? {} : { cassette: resolve(context.cwd, flags.cassette) }),
    },
    context.cwd,
  );
  const { priceTable } = await import('../../agents/prices.ts');
  const prices = priceTable(join(context.cwd, '.lakewright', 'prices.json'));
  const projects = await prepareAll(tasks, folder);
  const local = await ensureLocal({ root: folder, signal: interruption.signal, report: progress() });
  const { startEngine } = await import('../../agents/trial/engine.ts');
  const engine = startEngine({ root: folder, prepared: local, show: [tasksFolder], shown: 1_000 });
  const base = resolve(
    context.cwd,
    flags.out ?? join(flags.tasks, 'results', `${isTesting ? 'testing' : flags.sql ? 'sql' : 'lakewright'}-${chosen.provider.name}`),
  ).replace(/\.(jsonl|json|md)$/, '');
  const shared = {
    tasks,
    prepare: (task: Task) => Promise.resolve(projects.get(task) as PreparedTask),
    provider: chosen.provider,
    model: chosen.model,
    prices,
    engine,
    runs: flags.runs,
    parallel: flags.parallel,
    ...(flags.budget === undefined ? {} : { budget: flags.budget }),
    file: `${base}.jsonl`,
    signal: interruption.signal,
  };
  const tell = (report: object, page: string): void => {
    writeFileSync(`${base}.json`, `${JSON.stringify(report, undefined, 1)}\n`);
    writeFileSync(`${base}.md`, page);
    context.out(flags.json ? document({ ok: true, report, diagnostics: [] }) : page);
  };
  try {
    if (isTesting) {
      const records = await runTestingEval({ ...shared, seconds: flags.seconds, report: (event) => context.say(testingLine(event)) });
      const report = testingReport(records, new Map(tasks.map((task) => [task.name, wrongOnesOf(task).length])));
      tell(report, renderTestingReport(report, records));
      return;
    }
    const records = await runEval({
      ...shared,
      solver: (provider) =>
        flags.sql
          ? sqlSolver({ provider, model: chosen.model, prices, engine })
          : codingSolver({ provider, model: chosen.model, prices, engine, local, seconds: flags.seconds }),
      report: (event) => context.say(line(event)),
    });
    const report = reportOf(records);
    tell(report, renderReport(report, records));
  } finally {
    await engine.close();
  }
};

const diagnosticsOf = (error: unknown): readonly Diagnostic[] => {
  if (error instanceof EvalFailure) return error.diagnostics;
  if (error instanceof AgentFailure) return [agentDiagnostic(error.problem, 'lakewright eval')];
  if (error instanceof Error && 'diagnostics' in error && Array.isArray(error.diagnostics)) return error.diagnostics as readonly Diagnostic[];
  return thrownDiagnostics(error);
};

export default async function evalCommand(this: Context, flags: EvalFlags): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-eval-'));
  const interruption = new Interruption(undefined);
  try {
    await evaluate(this, flags, folder, interruption);
  } catch (error) {
    this.fail(interruption.happened ? 130 : 1);
    const found = interruption.happened
      ? diagnosticsOf(new RunFailure({ kind: 'cancelled', what: 'the results so far are kept; the same command resumes from them' }))
      : diagnosticsOf(error);
    if (flags.json) this.out(document({ ok: false, diagnostics: asData(found, this.cwd) }));
    else this.report(found);
  } finally {
    interruption.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
