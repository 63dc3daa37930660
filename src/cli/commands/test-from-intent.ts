import { whyNotSolved } from '../../agents/agent.ts';
import { applyPlan, planChanges, renderDiff } from '../../agents/apply/index.ts';
import { costText } from '../../agents/budget.ts';
import { runAgent } from '../../agents/run-agent.ts';
import { testingAgent } from '../../agents/testing/agent.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { selectTables } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import { hasColor } from '../../synth/print.ts';
import type { AgentFlags } from '../agent-flags.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { load } from '../load.ts';
import { mayWrite } from '../may-write.ts';
import { startAgents, whoText } from '../start-agents.ts';

export interface TestFromIntentFlags extends AppFlag, JsonFlag, AgentFlags {
  readonly fromIntent?: boolean;
  readonly apply?: boolean;
}
const readsOf = (model: Model, { reads }: TableModel): readonly TableModel[] => model.tables.filter(({ key }) => reads.includes(key));

/** Writes tests of tables from their intents, into the user's own folder; a file that is there is never touched. */
export default async function testFromIntent(this: Context, flags: TestFromIntentFlags, ...names: readonly string[]): Promise<void> {
  const interruption = new Interruption(undefined);
  const done: object[] = [];
  let allSolved = true;
  try {
    if (names.length === 0)
      throw new CliFailure(cliDiagnostic({ kind: 'usage', message: 'say for which tables', command: 'lakewright test --from-intent' }, 'lakewright test'));
    const { projects, diagnostics, ok } = await load(this, flags.app);
    if (!ok) throw new CliFailure(...diagnostics);
    for (const project of projects) {
      const { model } = project.build();
      if (!model) continue;
      const { root } = project;
      const keys = selectTables(model, { select: names, exclude: [] });
      const { session, provider, budget, model: modelName } = await startAgents(this, root, { name: 'test', arguments: names, flags: { ...flags } }, flags);
      for (const table of model.tables.filter(({ key }) => keys.includes(key))) {
        interruption.signal.throwIfAborted();
        if (!flags.json) this.say(`${table.key}: asking ${whoText(provider, modelName)}\n`);
        const proposal = await runAgent(
          testingAgent,
          { model, table, reads: readsOf(model, table) },
          { subject: table.key, provider, model: modelName, budget, session, signal: interruption.signal },
        );
        const changes = 'changes' in proposal ? proposal.changes : [];
        const plan = planChanges({ root, sources: new Map(), constructs: [] }, changes);
        const diff = renderDiff(plan.files, { colour: !flags.json && hasColor(process.stdout) });
        if (!flags.json) {
          const why = whyNotSolved(proposal);
          const outcome = why === undefined ? proposal.evidence.at(-1)?.says : `${proposal.outcome}: ${why}`;
          this.out(`${table.key}: ${outcome}; ${costText(proposal.cost)}\n${diff}`);
        }
        const refused = plan.refused.map(({ diagnostic }) => diagnostic);
        const isWanted = proposal.outcome === 'solved' && plan.files.length > 0;
        const isApplied = isWanted && (await mayWrite(this, { session, subject: table.key, plan, question: `Write ${plan.files[0]?.path}?` }, flags));
        const applied = applyPlan(root, isApplied ? plan : { files: [], refused: [] });
        const problems = [...refused, ...(applied.ok ? [] : applied.problems)];
        if (isApplied && applied.ok) {
          session.add({ event: 'applied', subject: table.key, files: applied.files });
          if (!flags.json) this.say(`written: ${applied.files.join(', ')}; run it with lakewright test ${applied.files.join(' ')}\n`);
        }
        if (!flags.json) this.report(problems);
        if (proposal.outcome !== 'solved' || problems.length > 0) allSolved = false;
        const { outcome, evidence, cost } = proposal;
        const why = whyNotSolved(proposal);
        const files = applied.ok ? applied.files : [];
        done.push({
          table: table.key,
          outcome,
          ...(why === undefined ? {} : { reason: why }),
          evidence,
          cost,
          diff,
          files,
          diagnostics: asData(problems, this.cwd),
        });
      }
      session.end(allSolved);
      if (!allSolved) this.fail();
    }
    if (flags.json) this.out(document({ ok: allSolved, tables: done, diagnostics: [] }));
  } catch (error) {
    const found = thrownDiagnostics(error);
    this.fail(interruption.happened ? 130 : 1);
    if (flags.json) this.out(document({ ok: false, tables: done, diagnostics: asData(found, this.cwd) }));
    else this.report(found);
  } finally {
    interruption.dispose();
  }
}
