/** The agent that writes bodies of tables. */
import type { Diagnostic } from '../../model/diagnostics/index.ts';

import type { Agent, Limits, Question, Rows, Verifier } from '../agent.ts';
import type { Change } from '../change.ts';
import { agentDiagnostic } from '../diagnostics.ts';
import type { CheckName, Evidence } from '../evidence.ts';
import { AGENT_CARDS } from '../cards.ts';
import { REQUIRED } from '../evidence.ts';
import type { PromptName } from '../prompts.ts';
import { adversarialInputs } from '../trial/adversarial.ts';
import { compareSolutions, describeDisagreement, type Disagreement } from '../trial/second.ts';
import type { Input, Runnable, TrialFolder } from '../trial/trial.ts';
import { type Bench, refusedCode, type Subject, TRIAL_CHECKS, type TrialCheck, verification, type Verified } from '../trial/verifiers.ts';
import { acrossModels } from './across-models.ts';
import { CODING_ANSWER, CODING_INPUT, type CodingAnswer, type CodingInput, SECOND_ANSWER, type SecondAnswer } from './answer.ts';
import { type Body, bodyChanges, candidateOf, unknownInputs } from './body.ts';
import { CODING_TOOLS, codingBrief } from './brief.ts';
import { decisionsKept } from './examples.ts';
import { readable } from './find-inputs.ts';
import { languageReference } from './reference.ts';

export const CODING_LIMITS: Limits = AGENT_CARDS.coding.limits;
const PROMPT_OF_LAYER: Readonly<Record<string, PromptName>> = { bronze: 'bronze_layer', silver: 'silver_layer', gold: 'gold_layer' };
/** Layers of other names are between raw and what people look at. */
const promptOf = ({ table }: CodingInput): PromptName => PROMPT_OF_LAYER[table.layer] ?? 'silver_layer';

export interface CodingOptions {
  /** The project's folder. */
  readonly root: string;
  readonly bench: () => Promise<Bench>;
  /** Another solution, which was asked for alongside this one. */
  readonly second: () => Promise<SecondSolution>;
  /** Rows that the user has, to run on. @default none */
  readonly sample?: Input;
}
export type SecondSolution = SecondAnswer | { readonly why: string };

/** Another reading, and rows on which it differs. */
interface Told {
  readonly choice: Choice;
  readonly difference: Disagreement;
}
/** A reading and its body. */
export interface Choice {
  readonly says: string;
  readonly body: Body;
}
/** What was found out about an answer besides its evidence: a question, and what each of its readings would be. */
export interface Findings {
  readonly question?: Question;
  readonly choices: readonly Choice[];
}

const rowsOf = (result: Disagreement['first']): Rows => (result.ok ? result.rows : []);
const failed = (check: CheckName, problems: readonly Diagnostic[], says: string, seconds: number): Evidence => ({
  check,
  verdict: 'failed',
  says,
  problems,
  seconds,
});

/** One answer, examined once for all verifiers. */
class Answered {
  readonly verify: (check: TrialCheck) => Promise<Verified>;
  findings: Findings = { choices: [] };
  constructor(verify: (check: TrialCheck) => Promise<Verified>) {
    this.verify = verify;
  }
}

export interface CodingAgent extends Agent<CodingInput, CodingAnswer> {
  /** What was found out about an answer that was verified. */
  readonly findings: (answer: CodingAnswer | undefined) => Findings;
}

export const codingAgent = ({ root, bench, second, sample }: CodingOptions): CodingAgent => {
  const answers = new WeakMap<CodingAnswer, Answered>();

  const subjectOf = (body: Body, { table }: CodingInput, changes: readonly Change[], other?: SecondSolution): Subject => {
    return {
      table: table.key,
      changes,
      candidate: candidateOf(root, table, body),
      texts: [table.intent ?? '', ...(table.decisions ?? []).map(({ says }) => says)],
      ...(sample ? { sample } : {}),
      second: secondOf(other),
    };
  };
  const of = async (answer: CodingAnswer, body: Body, input: CodingInput, changes: readonly Change[], signal: AbortSignal): Promise<Answered> => {
    const known = answers.get(answer);
    if (known) return known;
    const made = new Answered(verification(await bench(), subjectOf(body, input, changes), signal));
    answers.set(answer, made);
    return made;
  };

  const trialVerifier = (check: TrialCheck): Verifier<CodingInput, CodingAnswer> => ({
    check,
    run: async (answer, input, { changes, signal }) => {
      const { body } = answer;
      if (!body) return failed(check, [], 'there is no body', 0);
      if (check === 'source') {
        const problems = inputProblems(body, input, changes);
        if (problems.length > 0) return failed(check, problems, 'the body reads what it may not', 0);
      }
      const answered = await of(answer, body, input, changes, signal);
      if (check !== 'second') return (await answered.verify(check)).evidence;
      const other = await second();
      const verified = await verification(await bench(), subjectOf(body, input, changes, other), signal)('second');
      const { disagreement } = verified;
      if (disagreement && !('why' in other) && other.solution) {
        answered.findings = {
          question: disagreementQuestion(answer, disagreement, other),
          choices: [
            { says: answer.says, body },
            { says: other.says, body: { form: 'sql', why_sql: 'it is the second solution', ...other.solution } },
          ],
        };
      }
      return verified.evidence;
    },
  });

  /** Earlier decisions must be kept. */
  const examples: Verifier<CodingInput, CodingAnswer> = {
    check: 'examples',
    run: async (_, input, { changes, signal }) => {
      const { folder, engine } = await bench();
      const { model, table } = input;
      return decisionsKept({ engine, runnable: () => tried(folder, changes, table.key, signal), model, table, decisions: table.decisions ?? [] });
    },
  };

  /** Other readings count only where rows can tell them apart. */
  const readings: Verifier<CodingInput, CodingAnswer> = {
    check: 'readings',
    run: async (answer, input, { changes, signal }) => {
      const { body, others } = answer;
      if (!body || others.length === 0) return { check: 'readings', verdict: 'skipped', says: 'the intent was read in one way' };
      const start = performance.now();
      const answered = await of(answer, body, input, changes, signal);
      const tools = await bench();
      const first = await tried(tools.folder, changes, input.table.key, signal);
      if (!first) return { check: 'readings', verdict: 'skipped', says: 'the definition has errors' };
      const told: Told[] = [];
      let same = 0;
      for (const other of others) {
        const difference = await differenceOf(tools, first, other.body, input, signal);
        if (difference === 'same') same += 1;
        if (typeof difference !== 'string') told.push({ choice: other, difference });
      }
      if (told.length > 0) {
        const question = questionOf(answer, told);
        answered.findings = { question, choices: [{ says: answer.says, body }, ...told.map(({ choice }) => choice)] };
        return { question };
      }
      const says = same === others.length ? 'other readings give the same rows' : 'no rows could tell other readings apart';
      return { check: 'readings', verdict: 'passed', says, seconds: Math.round(performance.now() - start) / 1000, rows: same };
    },
  };

  return {
    name: 'coding',
    about: 'writes the body of a table from its intent: a typed relation where one will do, else SQL, else Python with the reason',
    input: CODING_INPUT,
    output: CODING_ANSWER,
    prompt: promptOf,
    reference: languageReference,
    brief: codingBrief,
    tools: CODING_TOOLS,
    read: (answer, { model, table }) => {
      if (answer.outcome === 'refuse') return { kind: 'refusal', reason: answer.reason ?? 'no reason was given' };
      return { kind: 'answer', answer, changes: (answer.body && bodyChanges(root, model, table, answer.body)) ?? [] };
    },
    verifiers: [...TRIAL_CHECKS.filter((check) => check !== 'second').map(trialVerifier), examples, readings, trialVerifier('second')],
    required: REQUIRED,
    limits: CODING_LIMITS,
    findings: (answer) => (answer && answers.get(answer)?.findings) ?? { choices: [] },
  };
};

const secondOf = (other: SecondSolution | undefined): NonNullable<Subject['second']> => {
  if (!other) return { why: 'it was not asked for yet' };
  if ('why' in other) return other;
  if (!other.solution) return { why: `the second solver refused: ${other.reason ?? 'without a reason'}` };
  return { sql: other.solution.code.trim().replace(/;\s*$/, ''), names: Object.fromEntries(other.solution.inputs.map(({ name, table }) => [name, table])) };
};

const inputProblems = (body: Body, { model, table }: CodingInput, changes: readonly Change[]): readonly Diagnostic[] => {
  const unknown = unknownInputs(body, readable(model, table));
  const path = `${model.project.name}/${table.layer}/${table.name}`;
  if (unknown.length > 0)
    return [agentDiagnostic({ kind: 'bad-answer', message: `inputs that it may not read, or that are not there: ${unknown.join(', ')}` }, path)];
  return changes.length > 0 ? [] : [agentDiagnostic({ kind: 'bad-answer', message: 'the place of the table, or of one that it reads, is not known' }, path)];
};

/** The definition with changes in it, as something to run. */
const tried = async (
  folder: TrialFolder,
  changes: readonly Change[],
  table: string,
  signal: AbortSignal,
): Promise<Extract<Runnable, { table: string }> | undefined> => {
  const { model, files } = await folder.attempt(changes, signal);
  return model && { model, table, files };
};

const differenceOf = async (
  bench: Bench,
  first: Extract<Runnable, { table: string }>,
  other: Body,
  { model, table }: CodingInput,
  signal: AbortSignal,
): Promise<Disagreement | 'same' | 'cannot be run'> => {
  const { root, folder, engine } = bench;
  const changes = bodyChanges(root, model, table, other);
  const refused = changes && (await refusedCode(candidateOf(root, table, other), table.key, bench, signal));
  const second = refused?.length === 0 ? await tried(folder, changes ?? [], table.key, signal) : undefined;
  if (!second) return 'cannot be run';
  const own = second.model.tables.find(({ key }) => key === table.key);
  const before = first.model.tables.find(({ key }) => key === table.key);
  const plan = before?.body.kind === 'relation' ? { plan: before.body.plan } : {};
  const reads = [...new Set([...(before?.reads ?? []), ...(own?.reads ?? [])])];
  const datasets = adversarialInputs({ model: first.model, reads, texts: [table.intent ?? ''], ...plan });
  const agreement = await compareSolutions(acrossModels(engine), first, second, datasets);
  return agreement.disagreement ?? (agreement.same > 0 ? 'same' : 'cannot be run');
};

/** Asked with the rows on which the first of them differs: what the others give for these rows is not known. */
const questionOf = (answer: CodingAnswer, told: readonly Told[]): Question => {
  const [first] = told;
  return {
    text: answer.question ?? `Which is meant: ${answer.says}, or ${first?.choice.says}?`,
    readings: [
      { says: answer.says, ...(first ? { gives: rowsOf(first.difference.first) } : {}) },
      ...told.map(({ choice: { says }, difference }, i) => ({ says, ...(i === 0 ? { gives: rowsOf(difference.second) } : {}) })),
    ],
    ...(first ? { given: first.difference.given } : {}),
    usual: 0,
  };
};
/** Two solutions that differ to the end: somebody has to say which is meant. */
const disagreementQuestion = (answer: CodingAnswer, disagreement: Disagreement, second: SecondAnswer): Question => ({
  text: `Two independently written solutions differ: ${describeDisagreement(disagreement).split('\n')[0] ?? ''}`,
  readings: [
    { says: answer.says, gives: rowsOf(disagreement.first) },
    { says: second.says, gives: rowsOf(disagreement.second) },
  ],
  given: disagreement.given,
  usual: 0,
});

/** The agent that solves the same in SQL, unseen. */
export const secondAgent: Agent<CodingInput, SecondAnswer> = {
  name: 'coding',
  about: 'solves the same in SQL, without having seen the first solution',
  input: CODING_INPUT,
  output: SECOND_ANSWER,
  prompt: () => 'second_solution',
  brief: codingBrief,
  tools: CODING_TOOLS,
  read: (answer) => ({ kind: 'answer', answer, changes: [] }),
  verifiers: [],
  required: ['schema'],
  limits: { ...CODING_LIMITS, repairs: 1 },
};
