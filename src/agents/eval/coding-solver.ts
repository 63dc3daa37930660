/** What lakewright itself does with a task: its coding agent, with all its checks. Its questions are answered with the usual reading. */
import { judgeFindings } from '../../judge/findings.ts';
import type { Prepared } from '../../run/run-session.ts';
import type { Question } from '../agent.ts';
import { takeSources } from '../apply/index.ts';
import { Budget } from '../budget.ts';
import { CODING_LIMITS } from '../coding/agent.ts';
import { codeOf } from '../coding/body.ts';
import { codeTable, type CodedTable, type CodeTableOptions } from '../coding/code-table.ts';
import type { PriceTable } from '../prices.ts';
import type { Provider } from '../provider/provider.ts';
import { openTrialFolder } from '../trial/folder.ts';
import type { Engine, Runnable } from '../trial/trial.ts';
import { constructsOf } from '../apply/index.ts';
import { answerKey, inputKey } from './definition.ts';
import { type Attempt, outcomeOf, type PreparedTask, type Solver } from './solver.ts';
import { visibleInput, visibleRows } from './visible.ts';

export interface CodingSolverOptions {
  readonly provider: Provider;
  readonly model: string;
  readonly prices: PriceTable;
  readonly engine: Engine;
  readonly local: Prepared;
  /** For one task; if people answer, they need more. */
  readonly seconds: number;
}

/** The body that something upstream broke, and what Spark says of it. */
const brokenBody = async ({ task, model, root }: PreparedTask, engine: Engine): Promise<Pick<CodeTableOptions, 'broken'>> => {
  if (task.before === undefined) return {};
  const table = answerKey(task);
  const problems = judgeFindings([{ table, problems: await engine.analyze({ model, table }), seconds: 0 }], model, root);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { broken: { code: task.before, problems: errors } };
  // What the analyzer accepts may still fail on rows.
  const found = await engine.run({ model, table }, visibleInput(task));
  return { broken: { code: task.before, problems: found.ok ? [] : found.problems } };
};

const saysOf = ({ proposal }: CodedTable): string | undefined => {
  switch (proposal.outcome) {
    case 'solved':
    case 'clarify':
      return proposal.answer?.says;
    case 'unverified':
      return proposal.why;
    case 'refused':
      return proposal.reason;
    default:
      return proposal satisfies never;
  }
};
const attemptOf = (coded: CodedTable, question: Question | undefined, body: Runnable | undefined): Attempt => {
  const { proposal, decisions, cost } = coded;
  const { answer, model } = proposal;
  const outcome = outcomeOf(proposal);
  const says = saysOf(coded);
  const told = {
    cost,
    decisions: decisions.map(({ says: decided, given, gives }) => ({ says: decided, example: { given, gives } })),
    ...(says === undefined ? {} : { says }),
    ...(body ? { body } : {}),
    ...(model === undefined ? {} : { model }),
    ...(answer?.body ? { code: codeOf(answer.body), form: answer.body.form } : {}),
  };
  return question ? { ...told, outcome: 'clarify', then: outcome, question } : { ...told, outcome };
};

export const codingSolver = ({ provider, model: name, prices, engine, local, seconds }: CodingSolverOptions): Solver => ({
  name: 'lakewright',
  solve: async (prepared, signal) => {
    const { task, root, definition, model } = prepared;
    const table = model.tables.find(({ key }) => key === answerKey(task));
    if (!table) throw new Error(`${task.name} has no table ${answerKey(task)}`);
    const sources = takeSources(definition);
    const questions: Question[] = [];
    const rows = await visibleRows(prepared, engine);
    const coded = await codeTable({
      subject: table.key,
      provider,
      model: name,
      budget: new Budget({ ...CODING_LIMITS, turns: CODING_LIMITS.turns * 2, seconds }, prices),
      signal,
      seconds,
      root,
      definition,
      sources,
      project: model,
      table,
      engine,
      prepared: local,
      sample: visibleInput(task),
      rows: Object.fromEntries(Object.entries(rows).map(([input, given]) => [inputKey(input), given])),
      ...(await brokenBody(prepared, engine)),
      choose: (question) => {
        questions.push(question);
        return Promise.resolve(question.usual);
      },
    });
    const changes = 'changes' in coded.proposal ? coded.proposal.changes : [];
    if (changes.length === 0) return attemptOf(coded, questions[0], undefined);
    const folder = openTrialFolder({ root, definition, sources, constructs: constructsOf(model), prepared: local });
    try {
      const tried = await folder.attempt(changes, signal);
      return attemptOf(coded, questions[0], tried.model && { model: tried.model, table: table.key, files: tried.files });
    } finally {
      folder.close();
    }
  },
});
