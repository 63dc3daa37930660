/** What is really done to prove a body, cheapest first. Each gives evidence, or says that it could not be done. */
import { judgeFindings } from '../../judge/findings.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { isSameProblem } from './same-problem.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { streamsOf } from '../../query/plan.ts';
import type { Change } from '../change.ts';
import type { CheckName, Evidence } from '../evidence.ts';
import { adversarialInputs, type Dataset } from './adversarial.ts';
import type { Prepared } from '../../run/run-session.ts';
import { checkCandidate } from './candidate.ts';
import { checkPython } from './candidate-python.ts';
import { checkSql } from './candidate-sql.ts';
import { TRIAL_DIAGNOSTICS, trialDiagnostic, TrialFailure } from './diagnostics.ts';
import { invariantProblems, type Outcome, reversed } from './invariants.ts';
import { type Reached, reachedSteps } from './reached.ts';
import { compareSolutions, describeDisagreement, type Disagreement } from './second.ts';
import type { Engine, Input, Runnable, RunResult, Trial, TrialFolder } from './trial.ts';

/** A body that is to be proven. */
export interface Subject {
  /** The key of the table that has it. */
  readonly table: string;
  readonly changes: readonly Change[];
  /** What was written, to be looked at before anything runs. @default it was not written by a model */
  readonly candidate?: {
    readonly form: 'relation' | 'sql' | 'python';
    readonly code: string;
    readonly inputs: readonly { readonly name: string; readonly table: string }[];
    /** Of Python: its file and function, and the reasons for it. */
    readonly python?: { readonly file: string; readonly function: string; readonly reason: string; readonly leavesSpark?: string };
  };
  /** Texts that mention values worth trying, such as the intent. @default none */
  readonly texts?: readonly string[];
  /** Rows that the user has. @default none */
  readonly sample?: Input;
  /** Another solution, in SQL over names of tables, or why there is none. @default there is none */
  readonly second?: { readonly sql: string; readonly names: Readonly<Record<string, string>> } | { readonly why: string };
}
export interface Bench {
  readonly root: string;
  readonly folder: TrialFolder;
  readonly engine: Engine;
  /** The Python that reads bodies in Python. */
  readonly prepared: Prepared;
}
export const TRIAL_CHECKS = [
  'source',
  'types',
  'definition',
  'analyzer',
  'sample',
  'adversarial',
  'invariants',
  'second',
] as const satisfies readonly CheckName[];
export type TrialCheck = (typeof TRIAL_CHECKS)[number];

/** The result of a check; `disagreement` if the second solution gives other rows. */
export type Verified = { readonly evidence: Evidence; readonly disagreement?: Disagreement };
/** What a check found: problems, or what it did, or why it did nothing. */
type Found =
  | {
      readonly problems: readonly Diagnostic[];
      readonly withoutValues?: readonly Diagnostic[];
      readonly says: string;
      readonly disagreement?: Disagreement;
    }
  | { readonly says: string; readonly rows?: number }
  | { readonly skipped: string };

const MOST_PROBLEMS = 5;
const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** What is known of one body, found out once for all of its checks. */
class Case {
  readonly #bench: Bench;
  readonly #subject: Subject;
  readonly #signal: AbortSignal;
  #trial: Promise<Trial> | undefined;
  #outcomes: Promise<readonly Outcome[]> | undefined;
  #sampled: Promise<RunResult | undefined> | undefined;

  constructor(bench: Bench, subject: Subject, signal: AbortSignal) {
    this.#bench = bench;
    this.#subject = subject;
    this.#signal = signal;
  }

  readonly checks: { readonly [C in TrialCheck]: () => Promise<Found> } = {
    source: async () => {
      const { candidate, table } = this.#subject;
      const found = candidate ? await refusedCode(candidate, table, this.#bench, this.#signal) : [];
      if (found.length > 0) return { problems: found, says: 'the code does what a body must not do' };
      const { refused } = await this.#try();
      return refused.length > 0
        ? { problems: refused, says: 'the change does not fit the source' }
        : {
            says: `${candidate?.form === 'python' ? 'its Python holds nothing that a body must not; ' : ''}the change fits the source, which parses afterwards`,
          };
    },
    types: async () => {
      const { typeErrors } = await this.#try();
      const [error] = typeErrors;
      if (error?.code === 'LW8202') return { skipped: error.message };
      const found = typeErrors.length === 0 ? [] : await this.#news(typeErrors, 'typeErrors');
      return found.length > 0 ? { problems: found, says: counted(found.length, 'type error') } : { says: "the project's compiler has no objection" };
    },
    definition: async () => {
      const { diagnostics, model } = await this.#try();
      const errors = diagnostics.filter(isError);
      if (model && errors.length === 0) return { says: 'the checks of a synthesis pass' };
      // A process that could not be started or was too slow says nothing about the body.
      const failure = errors.find(({ code }) => code === TRIAL_DIAGNOSTICS['evaluation-failed'].code);
      if (failure) return { skipped: failure.message };
      const found = await this.#news(errors, 'diagnostics');
      if (found.length === 0) return { skipped: `the definition has errors of its own: ${errors[0]?.message ?? 'it has no model'}` };
      return { problems: found, says: counted(found.length, 'error') };
    },
    analyzer: async () => {
      const { model, files } = await this.#tried();
      const problems = await this.#bench.engine.analyze({ model, table: this.#subject.table, files });
      const found = judgeFindings([{ table: this.#subject.table, problems, seconds: 0 }], model, this.#bench.root).filter(isError);
      return found.length > 0 ? { problems: found, says: 'Spark refuses it' } : { says: "Spark's analyzer accepts it, with the declared columns" };
    },
    sample: async () => {
      const result = await this.#trySample();
      if (!result) return { skipped: 'there are no rows of your own to run it on' };
      if (result.ok) return { says: `gives ${counted(result.count, 'row')} on the sample`, rows: result.count };
      if (result.isStale) return { skipped: `the stored rows do not fit: ${result.problems[0]?.message ?? ''}` };
      return { ...result, says: 'it fails on the sample' };
    },
    adversarial: async () => {
      const outcomes = await this.#tryRows();
      const failed = outcomes.flatMap(({ dataset, result }) =>
        result.ok || isOverflow(dataset, result) ? [] : result.problems.map((problem) => named(problem, dataset)),
      );
      const rows = outcomes.reduce((sum, { result }) => sum + (result.ok ? result.count : 0), 0);
      const inputs = counted(outcomes.length, 'generated input');
      if (failed.length > 0)
        return (await this.#isStream())
          ? { skipped: `it reads a stream, which is tried as a batch, and that fails: ${failed[0]?.message ?? ''}` }
          : { problems: failed, says: `it fails on ${failed.length} of ${inputs}` };
      if (rows === 0) {
        // The rows of the user prove that there are rows: generated rows did not reach them, and nobody can fix that.
        const sampled = await this.#trySample();
        if (sampled?.ok && sampled.count > 0) return { skipped: `no rows on ${inputs}, which do not reach what the sample does` };
        return { problems: [trialDiagnostic({ kind: 'never-rows', table: this.#subject.table }, this.#subject.table)], says: `no rows on ${inputs}` };
      }
      const reached = await this.#reached(outcomes);
      if (reached && reached.never.length > 0) return { skipped: unreachedText(reached, inputs) };
      const names = outcomes.map(({ dataset }) => dataset.name).join(', ');
      return { says: `gives ${counted(rows, 'row')} on ${inputs}: ${names}${reached ? `; ${reachedText(reached)}` : ''}`, rows };
    },
    invariants: async () => {
      const outcomes = (await this.#tryRows()).filter(({ dataset, result }) => result.ok && !dataset.isExtreme);
      const rows = outcomes.reduce((sum, { result }) => sum + (result.ok ? result.count : 0), 0);
      if (rows === 0) return { skipped: 'it gave no rows to look at' };
      const again = await this.#bench.engine.runAll(
        await this.#runnable(),
        outcomes.map(({ dataset }) => reversed(dataset.input)),
      );
      const table = await this.#table();
      const { problems, says } = invariantProblems(
        table,
        outcomes.map((outcome, i) => ({ ...outcome, again: again[i] })),
        await this.#source(table),
      );
      return problems.length > 0 ? { problems, says: counted(problems.length, 'broken invariant') } : { says, rows };
    },
    second: async () => {
      const { second } = this.#subject;
      if (!second || 'why' in second) return { skipped: second?.why ?? 'there is no second solution' };
      const refused = checkSql(second.sql, this.#subject.table);
      if (refused[0]) return { skipped: `the second solution cannot be run: ${refused[0].message}` };
      const { model } = await this.#tried();
      const solution: Runnable = { model, sql: second.sql, reads: Object.values(second.names), names: second.names };
      const agreement = await compareSolutions(
        this.#bench.engine,
        await this.#runnable(),
        solution,
        await this.#datasets(Object.values(second.names), second.sql),
      );
      const { disagreement, same, rows, failed } = agreement;
      if (disagreement) {
        const example = describeDisagreement(disagreement);
        const problem = trialDiagnostic({ kind: 'second-differs', table: this.#subject.table, example }, this.#subject.table, undefined, ['query']);
        return { problems: [problem], says: `it differs from a second solution on "${disagreement.dataset.name}"`, disagreement };
      }
      const [first] = failed.filter(({ dataset }) => !dataset.isExtreme);
      if (first && !first.comparison.right.ok)
        return { skipped: `the second solution fails on "${first.dataset.name}": ${first.comparison.right.problems[0]?.message ?? ''}` };
      if (first && !first.comparison.left.ok)
        return { problems: first.comparison.left.problems, says: `it fails on "${first.dataset.name}", where a second solution does not` };
      if (rows === 0) return { skipped: 'neither solution gave rows' };
      return { says: `the same as a second solution on ${counted(same, 'generated input')}`, rows };
    },
  };

  #try(): Promise<Trial> {
    this.#trial ??= this.#bench.folder.attempt(this.#subject.changes, this.#signal);
    return this.#trial;
  }
  async #tried(): Promise<Trial & { readonly model: Model }> {
    const trial = await this.#try();
    const { model } = trial;
    if (!model) throw new Unready('the definition has errors');
    return { ...trial, model };
  }
  async #runnable(): Promise<Extract<Runnable, { table: string }>> {
    const { model, files } = await this.#tried();
    return { model, table: this.#subject.table, files };
  }
  async #table(): Promise<TableModel> {
    const { model } = await this.#tried();
    const table = model.tables.find(({ key }) => key === this.#subject.table);
    if (!table) throw new Unready(`there is no table ${this.#subject.table}`);
    return table;
  }
  async #source({ body }: TableModel): Promise<string | undefined> {
    if (body.kind === 'sql') return body.parts.filter((part) => typeof part === 'string').join(' ');
    return body.kind === 'python' ? (await this.#try()).files[body.file] : undefined;
  }
  async #isStream(): Promise<boolean> {
    const { body } = await this.#table();
    return body.kind === 'relation' && streamsOf(body.plan).length > 0;
  }
  async #datasets(more: readonly string[] = [], ...texts: readonly string[]): Promise<readonly Dataset[]> {
    const { model } = await this.#tried();
    const { reads, body } = await this.#table();
    const source = await this.#source(await this.#table());
    const all = [...(this.#subject.texts ?? []), ...(source === undefined ? [] : [source]), ...texts];
    return adversarialInputs({ model, reads: [...reads, ...more], texts: all, ...(body.kind === 'relation' ? { plan: body.plan } : {}) });
  }
  /** On the rows of the user; undefined if there are none. */
  #trySample(): Promise<RunResult | undefined> {
    this.#sampled ??= (async () => {
      const { sample } = this.#subject;
      if (!sample || Object.values(sample).every((rows) => Array.isArray(rows) && rows.length === 0)) return undefined;
      return await this.#bench.engine.run(await this.#runnable(), sample);
    })();
    return this.#sampled;
  }
  #tryRows(): Promise<readonly Outcome[]> {
    this.#outcomes ??= (async () => {
      const datasets = await this.#datasets();
      const results = await this.#bench.engine.runAll(
        await this.#runnable(),
        datasets.map(({ input }) => input),
      );
      return datasets.flatMap((dataset, i) => {
        const result = results[i];
        return result ? [{ dataset, result }] : [];
      });
    })();
    return this.#outcomes;
  }
  /** The steps of a relation that generated rows reach. */
  async #reached(outcomes: readonly Outcome[]): Promise<Reached | undefined> {
    const { model } = await this.#tried();
    const { body } = await this.#table();
    if (body.kind !== 'relation') return undefined;
    return reachedSteps(
      body.plan,
      model,
      outcomes.filter(({ dataset, result }) => result.ok && !dataset.isExtreme).map(({ dataset }) => dataset),
    );
  }
  /** Those that do not exist without the change. */
  async #news(found: readonly Diagnostic[], of: 'typeErrors' | 'diagnostics'): Promise<readonly Diagnostic[]> {
    if (found.length === 0) return [];
    const before = await this.#bench.folder.attempt([], this.#signal);
    return found.filter((problem) => !before[of].some((old) => isSameProblem(old, problem)));
  }
}
const reachedText = ({ steps, unknown }: Reached): string => {
  if (unknown === 0) return steps === 1 ? 'rows get through its only step' : `rows get through each of its ${steps} steps`;
  return `rows get through ${steps - unknown} of its ${counted(steps, 'step')}; of the others only Spark can tell`;
};
const unreachedText = ({ never, steps }: Reached, inputs: string): string =>
  `no row of ${inputs} gets through ${never.length} of its ${counted(steps, 'step')}: ${[...new Set(never.map(({ kind }) => kind))].join(', ')}`;

/** What a check needs is not there, because an earlier one failed. */
class Unready extends Error {}

const SAY_SQL = 'answer with the form "sql", and say in why_sql why it is no relation';
/** What code must not hold: looked at before anything of it runs. */
export const refusedCode = async (
  { form, code, inputs, python }: NonNullable<Subject['candidate']>,
  table: string,
  { prepared, root }: Pick<Bench, 'prepared' | 'root'>,
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> => {
  const names = inputs.map(({ name }) => name);
  switch (form) {
    case 'relation':
      if (/^[\s(]*sql\s*`/.test(code))
        return [trialDiagnostic({ kind: 'not-allowed', what: 'SQL as a relation', instead: SAY_SQL }, table, undefined, ['query'])];
      return checkCandidate({ code, inputs: names, path: table });
    case 'sql':
      return checkSql(code, table);
    case 'python':
      if (!python) return [trialDiagnostic({ kind: 'not-allowed', what: 'Python without a file', instead: undefined }, table, undefined, ['query'])];
      return checkPython({ source: code, inputs: names, path: table, ...python }, prepared, root, signal);
    default:
      return form satisfies never;
  }
};
/** Overflow of a sum of the largest numbers is not a mistake. */
const OVERFLOW = /OVERFLOW|OUT_OF_RANGE|year \d+ is out of range|CANNOT_PARSE_TIMESTAMP|CAST_INVALID_INPUT|INVALID_FRACTION/;
const isOverflow = ({ isExtreme }: Dataset, result: RunResult): boolean =>
  isExtreme === true && !result.ok && result.problems.some(({ message }) => OVERFLOW.test(message));
const named = (problem: Diagnostic, { name }: Dataset): Diagnostic => ({ ...problem, message: `${problem.message} (on the generated input "${name}")` });

/** Runs checks of one body; what one finds out, the others use. */
export const verification = (bench: Bench, subject: Subject, signal: AbortSignal): ((check: TrialCheck) => Promise<Verified>) => {
  const { checks } = new Case(bench, subject, signal);
  return async (check) => {
    const start = performance.now();
    const found = await attempt(checks[check]);
    const seconds = Math.round(performance.now() - start) / 1_000;
    if ('skipped' in found) return { evidence: { check, verdict: 'skipped', says: found.skipped } };
    if (!('problems' in found)) return { evidence: { check, verdict: 'passed', seconds, ...found } };
    const { problems, withoutValues, says, disagreement } = found;
    const evidence: Evidence = {
      check,
      verdict: 'failed',
      says,
      seconds,
      problems: problems.slice(0, MOST_PROBLEMS),
      ...(withoutValues ? { withoutValues: withoutValues.slice(0, MOST_PROBLEMS) } : {}),
    };
    return disagreement ? { evidence, disagreement } : { evidence };
  };
};
const attempt = async (run: () => Promise<Found>): Promise<Found> => {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Unready) return { skipped: error.message };
    if (error instanceof TrialFailure) return { problems: error.diagnostics, says: 'it could not be tried' };
    throw error;
  }
};

/** All checks in order, up to the first that fails. */
export const verifyBody = async (bench: Bench, subject: Subject, signal: AbortSignal): Promise<readonly Verified[]> => {
  const verify = verification(bench, subject, signal);
  const all: Verified[] = [];
  for (const check of TRIAL_CHECKS) {
    const verified = await verify(check);
    all.push(verified);
    if (verified.evidence.verdict === 'failed') break;
  }
  return all;
};
