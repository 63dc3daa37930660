/** One Spark in a cage, started at the first question, and again if it was lost. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type BodyRequest as Body, modulesOf, requestOf } from '../../judge/request.ts';
import { type BodyProblem, verdictOf } from '../../judge/verdict.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model } from '../../model/model.ts';
import { readSchemaJson } from '../../model/spark-json.ts';
import type { Prepared } from '../../run/run-session.ts';
import { memo } from '../../utils/memo.ts';
import { type Answer, answeringProcess, type AnsweringProcess, type Asked } from './process.ts';
import { CAGE_HOME, type Cage, confine, pythonFolders, requireConfinement } from './confine.ts';
import { trialDiagnostic, TrialFailure } from './diagnostics.ts';
import { comparisonOf, resultOf } from './results.ts';
import type { Comparison, Engine, Input, Runnable, RunResult } from './trial.ts';

export interface EngineOptions {
  /** The project's folder. Of it the cage shows `src` and, for stored tables, what `show` names. */
  readonly root: string;
  readonly prepared: Prepared;
  /** More folders that the cage shows. @default none */
  readonly show?: readonly string[];
  /** Whether to continue without a cage. @default false */
  readonly unconfined?: boolean;
  /** Seconds for one question. @default 60 */
  readonly seconds?: number;
  /** Rows of a result that are returned. @default 200 */
  readonly shown?: number;
  /** Rows of a result that are computed. @default 20,000 */
  readonly most?: number;
}

const GIB = 1 << 30;
const SECONDS_TO_START = 120;

interface Described {
  readonly definition: string;
  readonly question: Answer;
  readonly body: Pick<Body, 'body' | 'views'>;
  readonly schema: Body['schema'] | undefined;
  /** The path in diagnostics. */
  readonly path: string;
  readonly at: Model['tables'][number]['at'];
}

class SparkEngine implements Engine {
  readonly #options: EngineOptions;
  readonly confinement: Engine['confinement'];
  #process: AnsweringProcess | undefined;
  #scratch: string | undefined;
  /** Definitions that the process knows. */
  readonly #known = new Set<string>();
  readonly #names = new WeakMap<Model, string>();
  #count = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.confinement = requireConfinement(options.prepared, options.unconfined ?? false);
  }

  async run(body: Runnable, input: Input): Promise<RunResult> {
    const [result] = await this.runAll(body, [input]);
    if (!result) throw new Error('no result');
    return result;
  }

  async runAll(body: Runnable, inputs: readonly Input[]): Promise<readonly RunResult[]> {
    if (inputs.length === 0) return [];
    const described = this.#describe(body);
    const asked = await this.#ask([described], { ask: 'run', ...this.#limits, bodies: [described.body], inputs: inputs.map(inputJson) });
    if (!('answer' in asked)) return inputs.map(() => this.#lost(asked, described));
    return answersOf(asked.answer, inputs.length, 1).map((answer) => resultOf(answer['results'], 0, described, body.model));
  }

  async compare(left: Runnable, right: Runnable, inputs: readonly Input[]): Promise<readonly Comparison[]> {
    if (inputs.length === 0) return [];
    // SQL text has no files; it is run with those of the other.
    const files = 'table' in left ? left.files : 'table' in right ? right.files : undefined;
    const both = [this.#describe(left, files), this.#describe(right, files)] as const;
    const [one, other] = both;
    const question = { ask: 'run', ...this.#limits, bodies: both.map(({ body }) => body), inputs: inputs.map(inputJson), compare: true };
    const asked = await this.#ask(both, question);
    if (!('answer' in asked)) return inputs.map(() => ({ left: this.#lost(asked, one), right: this.#lost(asked, other), difference: { kind: 'unknown' } }));
    return answersOf(asked.answer, inputs.length, 2).map((answer) => comparisonOf(answer, one, other, left.model));
  }

  async analyze(body: Extract<Runnable, { table: string }>): Promise<readonly BodyProblem[]> {
    const described = this.#describe(body);
    const asked = await this.#ask([described], { ask: 'analyze', body: described.body, schema: described.schema });
    if (!('answer' in asked)) throw new TrialFailure(this.#lostDiagnostic(asked, described));
    const { failure } = asked.answer;
    if (failure !== undefined) throw new TrialFailure(...resultProblems(failure, described, body.model));
    return verdictOf(asked.answer).problems;
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#process?.end();
    this.#process = undefined;
    if (this.#scratch !== undefined) rmSync(this.#scratch, { recursive: true, force: true });
  }

  /** The process of Spark, or of what makes its cage: for tests. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get #limits(): Answer {
    return { shown: this.#options.shown ?? 200, most: this.#options.most ?? 20_000 };
  }

  /** One question after the other: answers are matched to questions only by their order. */
  #ask(described: readonly Described[], question: Answer): Promise<Asked> {
    const next = this.#last.then(() => this.#askNow(described, question));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #askNow(described: readonly Described[], question: Answer): Promise<Asked> {
    const started = await this.#start();
    if (started) return started;
    const [first, ...others] = described;
    const process = this.#process;
    if (!first || !process || others.some(({ definition }) => definition !== first.definition)) throw new Error('bodies of two definitions');
    const seconds = this.#options.seconds ?? 60;
    const definition = first.question;
    for (const asked of [...(this.#known.has(first.definition) ? [] : [definition]), { ...question, definition: first.definition }]) {
      const answer = await process.ask({ id: ++this.#count, ...asked }, seconds);
      if (!('answer' in answer)) return answer;
      if (asked !== definition) return answer;
      if (answer.answer['failure'] !== undefined) return answer;
      this.#known.add(first.definition);
    }
    throw new Error('nothing was asked');
  }

  async #start(): Promise<Asked | undefined> {
    if (this.#process?.isAlive()) return undefined;
    this.#known.clear();
    const { root, prepared } = this.#options;
    this.#process = answeringProcess(confine(this.confinement, prepared, this.#cage(), this.#command()), SECONDS_TO_START);
    const ready = await this.#process.ready;
    if ('answer' in ready && ready.answer['event'] === 'session_started') return undefined;
    if (!('answer' in ready)) return ready;
    const { failure } = ready.answer;
    return { died: typeof failure === 'object' && failure !== null && 'message' in failure ? String(failure.message) : `Spark did not start in ${root}` };
  }

  #home(): string {
    if (this.confinement.kind === 'cage') return CAGE_HOME;
    if (this.#scratch === undefined) {
      const folder = join(this.#options.root, '.lakewright', 'trial');
      mkdirSync(folder, { recursive: true });
      this.#scratch = mkdtempSync(join(folder, 'engine-'));
    }
    return this.#scratch;
  }

  #command(): readonly [string, ...string[]] {
    return [this.#options.prepared.python.python, '-m', 'databricks_utils.trial', '--scratch', join(this.#home(), 'scratch')];
  }

  #cage(): Cage {
    const { root, prepared, show = [] } = this.#options;
    const { env, python } = prepared;
    const home = this.#home();
    const taken = ['JAVA_HOME', 'PYTHONPATH', 'LAKEWRIGHT_JARS', 'LAKEWRIGHT_CLASSES'] as const;
    const paths = taken.flatMap((name) => (env[name] ?? '').split(delimiter)).filter((path) => path !== '');
    return {
      show: [...pythonFolders(python.python), ...paths, join(root, 'src'), ...show],
      hide: root,
      env: {
        ...Object.fromEntries(taken.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
        PATH: `${env['JAVA_HOME'] === undefined ? '' : `${join(env['JAVA_HOME'], 'bin')}:`}/usr/local/bin:/usr/bin:/bin`,
        HOME: home,
        TMPDIR: home,
        LANG: 'C.UTF-8',
        TZ: 'UTC',
        PYTHONUTF8: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        PYSPARK_PYTHON: python.python,
        PYSPARK_DRIVER_PYTHON: python.python,
        SPARK_LOCAL_DIRS: home,
        SPARK_LOCAL_HOSTNAME: 'localhost',
        LAKEWRIGHT_DRIVER_MEMORY: '1g',
      },
      cwd: home,
      memory: 4 * GIB,
      disk: GIB,
      processes: 1_000,
      cpu: 3_600,
    };
  }

  #describe(body: Runnable, files: Readonly<Record<string, string>> = {}): Described {
    return 'table' in body ? this.#describeTable(body) : this.#describeSql(body, files);
  }

  #describeTable({ model, table: key, files }: Extract<Runnable, { table: string }>): Described {
    const table = model.tables.find((each) => each.key === key);
    const found = table && requestOf(model, key);
    if (!table || !found)
      throw new TrialFailure(trialDiagnostic({ kind: 'run-failed', table: key, message: 'it has no body', hint: undefined, place: undefined }, key));
    const own = table.body.kind === 'python' ? { [table.body.file]: files?.[table.body.file] ?? this.#read(table.body.file) } : {};
    const all = Object.fromEntries(Object.entries({ ...own, ...files }).filter((entry): entry is [string, string] => entry[1] !== undefined));
    return { ...this.#definition(model, all), body: found, schema: found.schema, path: `${model.project.name}/${key.replace('.', '/')}`, at: table.at };
  }

  #describeSql({ model, sql, reads, names }: Extract<Runnable, { sql: string }>, files: Readonly<Record<string, string>>): Described {
    const views = names
      ? Object.fromEntries(Object.entries(names).map(([name, key]) => [key, name]))
      : Object.fromEntries(reads.map((key) => [key, key.replaceAll('.', '_')]));
    const body = { table: 'sql', module: '', function: '', inputs: {}, sql };
    return { ...this.#definition(model, files), body: { body, views }, schema: undefined, path: 'SQL', at: undefined };
  }

  #definition(model: Model, files: Readonly<Record<string, string>>): Pick<Described, 'definition' | 'question'> {
    const name = this.#names.get(model) ?? `definition ${++this.#count}`;
    this.#names.set(model, name);
    const text = Object.keys(files).length === 0 ? '' : JSON.stringify(files);
    const definition = `${name} ${text}`;
    return { definition, question: { ask: 'define', definition, project: this.#options.root, files, ...emitted(model) } };
  }

  #read(file: string): string | undefined {
    try {
      return readFileSync(join(this.#options.root, file), 'utf8');
    } catch {
      return undefined;
    }
  }

  #lostDiagnostic(asked: Exclude<Asked, { answer: Answer }>, { path, at }: Described): Diagnostic {
    return trialDiagnostic('slow' in asked ? { kind: 'too-slow', seconds: asked.slow } : { kind: 'engine-died', why: asked.died }, path, at, ['query']);
  }
  #lost(asked: Exclude<Asked, { answer: Answer }>, described: Described): RunResult {
    return { ok: false, problems: [this.#lostDiagnostic(asked, described)], seconds: 0 };
  }
}

/** All that a definition's bodies need; the same for each of them. */
const emitted = memo((model: Model) => ({
  modules: modulesOf(model),
  schemas: Object.fromEntries(model.tables.map(({ key, columns }) => [key, readSchemaJson(columns)])),
}));
const inputJson = (input: Input): Answer =>
  Object.fromEntries(Object.entries(input).map(([key, given]) => [key, Array.isArray(given) ? { rows: given } : given]));
const failedAs = (failure: unknown): Answer => ({ ok: false, problem: { kind: 'failed', detail: [], failure }, seconds: 0 });
/** An answer for each input, though the question failed as a whole. */
const answersOf = (answer: Answer, inputs: number, bodies: number): readonly Answer[] =>
  Array.isArray(answer['inputs'])
    ? (answer['inputs'] as readonly Answer[])
    : Array.from({ length: inputs }, () => ({ results: Array.from({ length: bodies }, () => failedAs(answer['failure'])) }));
const resultProblems = (failure: unknown, described: Described, model: Model): readonly Diagnostic[] => {
  const result = resultOf([failedAs(failure)], 0, described, model);
  return result.ok ? [] : result.problems;
};

/** Throws a `TrialFailure` if nothing confines it and nobody agreed to that. Starts nothing yet. */
export const startEngine = (options: EngineOptions): Engine & { readonly pid: number | undefined } => new SparkEngine(options);
