/** The coding agent, as it is measured. */
import type { Prepared } from '../../run/run-session.ts';
import type { Rows } from '../agent.ts';
import { constructsOf, takeSources } from '../apply/index.ts';
import { Budget } from '../budget.ts';
import type { Change } from '../change.ts';
import { CODING_LIMITS } from '../coding/agent.ts';
import { codeTable } from '../coding/code-table.ts';
import type { PriceTable } from '../prices.ts';
import type { Provider } from '../provider/provider.ts';
import { openTrialFolder } from '../trial/folder.ts';
import type { Engine, Runnable, Stored } from '../trial/trial.ts';
import { answerKey, inputKey } from './definition.ts';
import type { Attempt, PreparedTask, Solver } from './solver.ts';
import { dataFile } from './task.ts';

export interface CodingSolverOptions {
  readonly provider: Provider;
  readonly model: string;
  readonly prices: PriceTable;
  readonly engine: Engine;
  readonly local: Prepared;
  /** Takes the usual reading where the intent can be read in several ways, instead of asking. @default false */
  readonly assume?: boolean;
  /** Time for one task; where people answer, they need more. */
  readonly seconds: number;
}

/** Rows of each table that are sent: those that may be seen. */
const SHOWN = 12;

export const codingSolver = ({ provider, model, prices, engine, local: prepared, assume = false, seconds }: CodingSolverOptions): Solver => ({
  name: 'lakewright',
  solve: async (task, signal): Promise<Attempt> => {
    const table = task.model.tables.find(({ key }) => key === answerKey(task.task));
    if (!table) throw new Error(`there is no table ${answerKey(task.task)}`);
    const sources = takeSources(task.definition);
    const sample: Readonly<Record<string, Stored>> = Object.fromEntries(
      task.task.inputs.map(({ name }) => [inputKey(name), { path: dataFile(task.task, 'a', name), format: 'parquet', limit: 1000 }]),
    );
    const { proposal, decisions, cost } = await codeTable({
      subject: task.task.name,
      provider,
      model,
      budget: new Budget({ ...CODING_LIMITS, turns: CODING_LIMITS.turns * 2, seconds }, prices),
      signal,
      root: task.root,
      definition: task.definition,
      sources,
      project: task.model,
      table,
      engine,
      prepared,
      sample,
      ...(task.task.before === undefined ? {} : { broken: { code: task.task.before, problems: [] } }),
      rows: await rowsOf(task, engine, sample),
      choose: ({ usual }) => Promise.resolve(assume ? usual : undefined),
    });
    const parts = {
      decisions: decisions.map(({ says, given, gives }) => ({ says, example: { given, gives } })),
      cost,
      ...(proposal.model === undefined ? {} : { model: proposal.model }),
    };
    switch (proposal.outcome) {
      case 'clarify':
        return { ...parts, outcome: 'clarify', question: proposal.question };
      case 'refused':
        return { ...parts, outcome: 'refused', says: proposal.reason };
      case 'solved':
      case 'unverified': {
        const body = await runnableOf(task, sources, prepared, proposal.changes, table.key, signal);
        return {
          ...parts,
          outcome: proposal.outcome,
          ...(body ? { body } : {}),
          ...(proposal.answer?.body ? { code: proposal.answer.body.code, form: proposal.answer.body.form } : {}),
          ...(proposal.outcome === 'unverified' ? { says: proposal.why } : { says: proposal.answer?.says ?? '' }),
        };
      }
      default:
        return proposal satisfies never;
    }
  },
});

const rowsOf = async ({ model }: PreparedTask, engine: Engine, sample: Readonly<Record<string, Stored>>): Promise<Readonly<Record<string, Rows>>> => {
  const found: Record<string, Rows> = {};
  for (const [key, stored] of Object.entries(sample)) {
    const result = await engine.run({ model, sql: `SELECT * FROM t LIMIT ${SHOWN}`, reads: [key], names: { t: key } }, { [key]: stored });
    if (result.ok) found[key] = result.rows.slice(0, SHOWN);
  }
  return found;
};
const runnableOf = async (
  { root, definition, model }: PreparedTask,
  sources: ReturnType<typeof takeSources>,
  prepared: Prepared,
  changes: readonly Change[],
  table: string,
  signal: AbortSignal,
): Promise<Runnable | undefined> => {
  const folder = openTrialFolder({ root, definition, sources, constructs: constructsOf(model), prepared });
  try {
    const trial = await folder.attempt(changes, signal);
    return trial.model && { model: trial.model, table, files: trial.files };
  } finally {
    folder.close();
  }
};
