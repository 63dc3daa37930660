import { z } from 'zod';
import type { Rows } from '../../agents/agent.ts';
import { decisionsChange } from '../../agents/coding/decisions.ts';
import type { Evidence } from '../../agents/evidence.ts';
import type { DecisionModel, Model, TableModel } from '../../model/model.ts';
import { ToolFailure } from '../diagnostics.ts';
import { GIVEN_DECISIONS, GIVEN_ROWS, givenDecisions, givenRows } from '../given-rows.ts';
import { type Answer, capped, cell, diagnosticsText, fenced } from '../answer.ts';
import { changesOf, doubtOf, planOf, type Proposals, type Snapshot, snapshotOf, tableToFill } from '../proposals.ts';
import type { Change } from '../../agents/change.ts';
import { checkCandidate } from '../../agents/trial/candidate.ts';
import { type McpTool, mcpTool, project, table as tableArgument } from '../tool.ts';

/** What is to be proven. */
export interface ToProve extends Snapshot {
  readonly table: string;
  readonly changes: readonly Change[];
  /** Rows to run on, by table. @default none were given */
  readonly rows?: Readonly<Record<string, Rows>>;
  /** What the body has to keep to, that of the definition included. */
  readonly decisions: readonly DecisionModel[];
  /** Another solution, in SQL, over tables named `layer_table`. */
  readonly second?: string;
}
/** Proves what can be proven, cheapest first. What `source` found is known by then. */
export type Prove = (what: ToProve, evidence: readonly Evidence[], signal: AbortSignal) => Promise<readonly Evidence[]>;

const MOST_OF_AN_EVIDENCE = 5_000;
const evidenceText = (one: Evidence, root: string): string => {
  const line = `- ${one.check}: ${one.verdict}. ${cell(one.says, 1_000)}`;
  return one.verdict === 'failed' && one.problems.length > 0
    ? `${line}\n${capped(diagnosticsText(one.problems.slice(0, 5), root), MOST_OF_AN_EVIDENCE)}`
    : line;
};

/** From then on, decisions are next to the intent. */
const decidedChanges = (model: Model, table: TableModel, decided: readonly DecisionModel[]): readonly Change[] => {
  if (decided.length === 0) return [];
  const change = decisionsChange(model, table, decided);
  if (!change)
    throw new ToolFailure({ kind: 'no-body-possible', table: table.key, why: 'it is not known where a table of its decisions is declared' }, table.key);
  return [change];
};

export const verifyBody = (proposals: Proposals, prove: Prove): McpTool =>
  mcpTool({
    name: 'verify_body',
    title: 'Try out the body of a table',
    description:
      'Tries a body for a table without writing it: whether it fits the source, compiles, passes the checks and Spark\'s analyzer, holds on rows made to break it, and agrees with a second solution. With `rows` it is run on these, with `decisions` it must keep to them. Returns verdicts with evidence, the smallest rows on which solutions differ, the diff and its hash. "Verified" needs `second_sql`: write it from the intent alone, in a different way than the body. The first call starts Spark and takes a while.',
    input: z.strictObject({
      project,
      table: tableArgument,
      code: z
        .string()
        .min(1)
        .max(50_000)
        .describe('The value of `query`: a TypeScript expression such as `from(orders).where((o) => o.id.isNotNull())`, or sql`…` with `${orders}` for tables'),
      inputs: z
        .array(
          z.strictObject({
            name: z
              .string()
              .regex(/^[A-Za-z_$][\w$]*$/)
              .max(100),
            table: z.string().max(300),
          }),
        )
        .max(50)
        .describe('The names by which the code speaks of tables, e.g. [{ "name": "orders", "table": "silver.orders" }]'),
      second_sql: z.string().max(50_000).optional().describe('An independent solution in Spark SQL; tables are called `layer_table`, e.g. `silver_orders`'),
      rows: GIVEN_ROWS,
      decisions: GIVEN_DECISIONS,
    }),
    run: async (args, { workspace, signal }): Promise<Answer> => {
      const snapshot = await snapshotOf(workspace, args.project);
      const { checked } = snapshot;
      const table = tableToFill(checked, args.table);
      const rows = args.rows && givenRows(checked, table, args.rows);
      const decided = givenDecisions(checked, table, args.decisions ?? []);
      const changes = [...changesOf(checked, table, args), ...decidedChanges(checked.model, table, decided)];
      const { plan, hash, diff } = planOf(snapshot, table.key, changes);
      const wrong = [
        ...checkCandidate({ code: args.code, inputs: args.inputs.map(({ name }) => name), path: `${checked.name}/${table.key.replace('.', '/')}` }),
        ...plan.refused.map(({ diagnostic }) => diagnostic),
      ];
      const fits: Evidence =
        wrong.length === 0
          ? { check: 'source', verdict: 'passed', says: 'the change fits the source', seconds: 0 }
          : { check: 'source', verdict: 'failed', says: 'the change does not fit the source', seconds: 0, problems: wrong };
      const first: readonly Evidence[] = [{ check: 'schema', verdict: 'passed', says: 'it has the form of a body', seconds: 0 }, fits];
      const more =
        fits.verdict === 'failed'
          ? []
          : await prove(
              {
                ...snapshot,
                table: table.key,
                changes,
                decisions: [...(table.decisions ?? []), ...decided],
                ...(rows ? { rows } : {}),
                ...(args.second_sql === undefined ? {} : { second: args.second_sql }),
              },
              first,
              signal,
            );
      const evidence = [...first, ...more];
      const doubt = doubtOf(evidence);
      proposals.keep({ hash, project: checked.name, table: table.key, changes, diff, evidence });
      const patch = plan.refused.map((one) => one.patch).join('\n');
      return {
        text: [
          `${cell(table.key, 200)}: ${doubt === undefined ? `verified; hash ${hash}` : `not verified (${doubt})`}`,
          ...(table.intent === undefined ? [] : [`Intent: ${cell(table.intent, 1_000)}`]),
          capped(evidence.map((one) => evidenceText(one, checked.root)).join('\n'), 16_000),
          diff === '' ? '' : fenced(diff, 'diff', 6_000),
          patch === '' ? '' : `To insert by hand:\n${fenced(patch, 'ts', 4_000)}`,
        ]
          .filter((line) => line !== '')
          .join('\n'),
        data: { table: table.key, verified: doubt === undefined, hash, evidence: evidence.map(({ check, verdict }) => ({ check, verdict })) },
      };
    },
  });
