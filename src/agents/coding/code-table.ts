/** From the intent of one table to a body that is proven, or a question, or a reason why not. */
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { DecisionModel, Model, TableModel } from '../../model/model.ts';
import type { Prepared } from '../../run/run-session.ts';
import type { Cost, Proposal, Question, Rows } from '../agent.ts';
import { constructsOf, type Sources } from '../apply/index.ts';
import { costBetween } from '../budget.ts';
import type { Change } from '../change.ts';
import { AgentFailure } from '../diagnostics.ts';
import { NOBODY } from '../provider/provider.ts';
import { runAgent, type RunAgentOptions } from '../run-agent.ts';
import { openTrialFolder } from '../trial/folder.ts';
import type { Engine, Input, TrialFolder } from '../trial/trial.ts';
import { type Choice, codingAgent, type SecondSolution, secondAgent } from './agent.ts';
import type { CodingAnswer, CodingInput } from './answer.ts';
import { decisionModel, decisionOf, decisionsChange, decisionsOver, type NewDecision } from './decisions.ts';
import { findInputs } from './find-inputs.ts';
import { PASS_THROUGH, passThrough } from './pass-through.ts';

export interface CodeTableOptions extends RunAgentOptions {
  /** The project's folder. */
  readonly root: string;
  /** The file of the definition. */
  readonly definition: string;
  /** Its files as they were before it was loaded. */
  readonly sources: Sources;
  readonly project: Model;
  readonly table: TableModel;
  readonly engine: Engine;
  readonly prepared: Prepared;
  /** Whether to continue without a cage. @default false */
  readonly unconfined?: boolean;
  /** Rows to run on. @default none */
  readonly sample?: Input;
  /** Rows that may be sent. @default none */
  readonly rows?: Readonly<Record<string, Rows>>;
  /** A body that something upstream broke. @default none */
  readonly broken?: { readonly code: string; readonly problems: readonly Diagnostic[] };
  /** Chooses a reading by its index; undefined leaves the question open. */
  readonly choose: (question: Question) => Promise<number | undefined>;
}
/** The outcome for a table. */
export interface CodedTable {
  readonly table: string;
  /** With the decisions among its changes. */
  readonly proposal: Proposal<CodingAnswer>;
  readonly decisions: readonly NewDecision[];
  /** The definition with all of it; absent where there is nothing to apply. */
  readonly built?: Model;
  /** Whether it follows from the declarations alone: no model was asked. @default false */
  readonly withoutModel?: boolean;
  /** Of all rounds, the second solutions included. */
  readonly cost: Cost;
}
const MOST_QUESTIONS = 3;

const askSecond = async (input: CodingInput, options: RunAgentOptions): Promise<SecondSolution> => {
  if (options.provider.name === 'none') return { why: 'no model was asked for a second solution' };
  try {
    const { report: _, ...quiet } = options;
    const proposal = await runAgent(secondAgent, input, { ...quiet, subject: `${options.subject} (second solution)` });
    if (proposal.answer) return proposal.answer;
    return { why: proposal.outcome === 'refused' ? proposal.reason : 'the second solver gave no solution' };
  } catch (error) {
    // The first solution may still be complete.
    if (error instanceof AgentFailure) return { why: `the second solver could not be asked: ${error.message}` };
    throw error;
  }
};

/** What follows from the declarations, proven like any other body; undefined if there is doubt, or if a proof fails. */
const withoutModel = async (options: CodeTableOptions, folder: TrialFolder): Promise<Proposal<CodingAnswer> | undefined> => {
  const { project: model, table, engine, root, prepared, sample, broken } = options;
  const made = broken ? undefined : passThrough(model, table);
  if (!made) return undefined;
  const agent = codingAgent({
    root,
    bench: () => Promise.resolve({ root, folder, engine, prepared }),
    second: () => Promise.resolve(made.second),
    ...(sample ? { sample } : {}),
  });
  const input: CodingInput = { model, table, found: findInputs(model, table) };
  const proposal = await runAgent({ ...agent, offline: () => made.answer }, input, { ...options, provider: NOBODY });
  if (proposal.outcome !== 'solved') return undefined;
  // Two ways from the same declarations: if they agree, that only checks how they were written, not how the intent was read.
  const evidence = proposal.evidence.map((each) => (each.check === 'second' ? { ...each, says: `${each.says}, in SQL from the same declarations` } : each));
  return { ...proposal, evidence, promptVersion: PASS_THROUGH };
};

interface Round {
  readonly proposal: Proposal<CodingAnswer>;
  readonly question?: Question;
  readonly choices: readonly Choice[];
}
const round = async (options: CodeTableOptions, folder: TrialFolder, decisions: readonly DecisionModel[], start: CodingAnswer | undefined): Promise<Round> => {
  const { project: model, engine, root, rows, broken, sample, prepared } = options;
  const table = decisions.length === 0 ? options.table : { ...options.table, decisions: [...(options.table.decisions ?? []), ...decisions] };
  const input: CodingInput = { model, table, found: findInputs(model, table), ...(rows ? { rows } : {}), ...(broken ? { broken } : {}) };
  // Asked alongside the first, so that neither waits for the other; an answer that is no longer needed is left alone.
  const second = askSecond(input, options);
  second.catch(() => undefined);
  const agent = codingAgent({ root, bench: () => Promise.resolve({ root, folder, engine, prepared }), second: () => second, ...(sample ? { sample } : {}) });
  const proposal = await runAgent(start ? { ...agent, offline: () => start } : agent, input, options);
  await second.catch(() => undefined);
  const { question, choices } = agent.findings(proposal.answer);
  return { proposal, choices, ...(question ? { question } : {}) };
};

/** Runs the coding agent for one table, again for each question that is answered. Throws an `AgentFailure`. */
export const codeTable = async (options: CodeTableOptions): Promise<CodedTable> => {
  const { root, definition, sources, project, table, prepared, unconfined, budget } = options;
  const before = budget.cost;
  const folder = openTrialFolder({
    root,
    definition,
    sources,
    constructs: constructsOf(project),
    prepared,
    ...(unconfined === undefined ? {} : { unconfined }),
  });
  try {
    const offline = await withoutModel(options, folder);
    if (offline) {
      const done = await withDecisions(offline, folder, options, []);
      return { table: table.key, ...done, decisions: [], withoutModel: true, cost: costBetween(before, budget.cost) };
    }
    const decided: { readonly decision: NewDecision; readonly model: DecisionModel }[] = [];
    let start: CodingAnswer | undefined;
    let asked: string | undefined;
    for (let questions = 0; ; questions++) {
      const found = await round(
        options,
        folder,
        decided.map((each) => each.model),
        start,
      );
      const { question, choices } = found;
      // A reading that was chosen is tried without asking again; who wrote it stays known.
      asked = found.proposal.model ?? asked;
      const proposal = asked === undefined ? found.proposal : { ...found.proposal, model: asked };
      const end = async (): Promise<CodedTable> => ({
        table: table.key,
        ...(await withDecisions(
          proposal,
          folder,
          options,
          decided.map((each) => each.model),
        )),
        decisions: decided.map((each) => each.decision),
        cost: costBetween(before, budget.cost),
      });
      if (!question || questions >= MOST_QUESTIONS) return await end();
      const chosen = await options.choose(question);
      const choice = chosen === undefined ? undefined : choices[chosen];
      const decision = chosen === undefined ? undefined : decisionOf(question, chosen);
      const modelled = decision && decisionModel(project, table, decision);
      if (!choice || !decision || !modelled) return { ...(await end()), proposal: asClarify(proposal, question) };
      decided.push({ decision, model: modelled });
      start = { outcome: 'body', reason: null, says: choice.says, body: choice.body, question: null, others: [] };
    }
  } finally {
    folder.close();
  }
};
/** Also if the question comes from two solutions that differ. */
const asClarify = (proposal: Proposal<CodingAnswer>, question: Question): Proposal<CodingAnswer> => {
  const { agent, promptVersion, evidence, cost, model, answer } = proposal;
  return { agent, promptVersion, evidence, cost, ...(model === undefined ? {} : { model }), ...(answer ? { answer } : {}), outcome: 'clarify', question };
};

/** The decisions that go with the body, if the definition is valid with them. */
const withDecisions = async (
  proposal: Proposal<CodingAnswer>,
  folder: TrialFolder,
  { project, table, signal }: CodeTableOptions,
  decisions: readonly DecisionModel[],
): Promise<Pick<CodedTable, 'proposal' | 'built'>> => {
  if (proposal.outcome !== 'solved' && proposal.outcome !== 'unverified') return { proposal };
  const reads = proposal.answer?.body?.inputs.map((input) => input.table);
  const kept = reads ? decisionsOver(decisions, reads) : decisions;
  const change = kept.length === 0 ? undefined : decisionsChange(project, table, kept);
  const changes: readonly Change[] = change ? [...proposal.changes, change] : proposal.changes;
  const { model, typeErrors, refused, diagnostics } = await folder.attempt(changes, signal);
  if (!change) return { proposal, ...(model ? { built: model } : {}) };
  if (model && typeErrors.length + refused.length === 0) return { proposal: { ...proposal, changes }, built: model };
  const [problem] = [...refused, ...typeErrors, ...diagnostics.filter(({ severity }) => severity === 'error')];
  const why = `the decision could not be put beside the intent: ${problem?.message ?? 'the definition does not hold with it'}`;
  return { proposal: proposal.outcome === 'unverified' ? { ...proposal, why: `${proposal.why}; ${why}` } : { ...proposal, outcome: 'unverified', why } };
};
