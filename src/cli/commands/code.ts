import { dirname } from 'node:path';
import { constructsOf, type Plan, planChanges, renderDiff, type Sources, takeSources } from '../../agents/apply/index.ts';
import { applyBodies, finishApplied } from '../../agents/apply-bodies.ts';
import type { Change } from '../../agents/change.ts';
import { type CodedTable, codeTable } from '../../agents/coding/code-table.ts';
import { codedText, questionText } from '../../agents/coding/report.ts';
import { decidedReading } from '../../agents/kept-answers.ts';
import { recordOf } from '../../agents/provenance.ts';
import { Session } from '../../agents/session.ts';
import { startEngine } from '../../agents/trial/engine.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { ensureLocal, selectTables } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import { hasColor } from '../../synth/print.ts';
import type { Synthesizable } from '../../synth/synthesize.ts';
import type { AgentFlags } from '../agent-flags.ts';
import { canAsk, chooseOne } from '../ask.ts';
import { brokenBody, problemsOf, storedRows, withLastColumns } from '../code-inputs.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import { findDefinition } from '../find-definition.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { load } from '../load.ts';
import { mayWrite } from '../may-write.ts';
import { progress } from '../prepare.ts';
import { startAgents, whoText } from '../start-agents.ts';

export interface CodeFlags extends AppFlag, JsonFlag, AgentFlags {
  readonly all?: boolean;
  readonly apply?: boolean;
  readonly assume?: boolean;
  readonly samples?: boolean;
  readonly replace?: boolean;
  readonly repair?: boolean;
  readonly unconfined?: boolean;
}
interface Chosen {
  readonly project: Synthesizable;
  readonly model: Model;
  readonly tables: readonly TableModel[];
}
type CodedProject = Awaited<ReturnType<typeof codeProject>>;

const isUnwritten = ({ body }: TableModel): boolean => body.kind === 'unwritten';
/** Which tables are to be filled; an existing body is left alone unless a flag says otherwise. */
const chosenTables = (projects: readonly Synthesizable[], flags: CodeFlags, names: readonly string[], done: ReadonlySet<string>): readonly Chosen[] => {
  if (names.length === 0 && !flags.all)
    throw new CliFailure(cliDiagnostic({ kind: 'usage', message: 'say which tables, or --all', command: 'lakewright code' }, 'lakewright code'));
  const found = projects.flatMap((project): readonly Chosen[] => {
    const { model, draft, diagnostics } = project.build();
    // What broke a body keeps the definition from having a model.
    const known = model ?? (flags.repair ? draft() : undefined);
    if (!known) return [];
    const keys = new Set(names.length === 0 ? known.tables.map(({ key }) => key) : selectTables(known, { select: names, exclude: [] }));
    const asked = known.tables.filter(({ key, kind }) => kind === 'table' && keys.has(key) && !done.has(key));
    const written = asked.filter((table) => !isUnwritten(table));
    if (names.length > 0 && written.length > 0 && !flags.replace && !flags.repair)
      throw new CliFailure(...written.map(({ key }) => cliDiagnostic({ kind: 'has-body', table: key }, known.project.name)));
    const isBroken = (table: TableModel): boolean => model !== undefined || problemsOf(known, table, diagnostics).length > 0;
    const tables = asked.filter((table) =>
      flags.repair ? !isUnwritten(table) && isBroken(table) : isUnwritten(table) || (flags.replace === true && names.length > 0),
    );
    const described = names.length === 0 ? tables.filter(({ intent }) => intent !== undefined) : tables;
    return [{ project, model: known, tables: model ? described : described.map((table) => withLastColumns(project.root, table)) }];
  });
  if (done.size === 0 && found.every(({ tables }) => tables.length === 0))
    throw new CliFailure(cliDiagnostic({ kind: 'nothing-to-code', all: flags.all === true }, 'lakewright code'));
  return found.filter(({ tables }) => tables.length > 0);
};

const asJson = ({ table, proposal, decisions, cost, withoutModel = false }: CodedTable, diff: string, isApplied: boolean) => ({
  table,
  outcome: proposal.outcome,
  ...(proposal.outcome === 'refused' ? { reason: proposal.reason } : {}),
  ...(proposal.outcome === 'unverified' ? { why: proposal.why } : {}),
  ...(proposal.outcome === 'clarify' ? { question: proposal.question } : {}),
  ...(proposal.answer ? { says: proposal.answer.says, body: proposal.answer.body } : {}),
  decisions,
  evidence: proposal.evidence,
  diff,
  applied: isApplied,
  cost,
  model: proposal.model,
  withoutModel,
  prompt: proposal.promptVersion,
});

const mayApply = async (context: Context, session: Session, { table, proposal }: CodedTable, plan: Plan, flags: CodeFlags): Promise<boolean> => {
  const isSolved = proposal.outcome === 'solved';
  // What is not proven is applied only by somebody who has read why.
  if (flags.apply) return isSolved;
  const question = isSolved ? `Put this body into ${table}?` : `${table} is not verified. Put this body there anyway?`;
  return await mayWrite(context, { session, subject: table, plan, question, outcome: proposal.outcome }, flags);
};

const codeProject = async (
  context: Context,
  flags: CodeFlags,
  names: readonly string[],
  definition: string,
  sources: Sources,
  chosen: Chosen,
  interruption: Interruption,
) => {
  const { project, model, tables } = chosen;
  const { root } = project;
  const started = await startAgents(context, root, { name: 'code', arguments: names, flags: { ...flags } }, flags);
  const { session, provider, budget, model: modelName } = started;
  const report = progress();
  const prepared = await ensureLocal({ root, signal: interruption.signal, report });
  const stored = storedRows(root, model);
  const engine = startEngine({ root, prepared, show: stored.folders, ...(flags.unconfined ? { unconfined: true } : {}) });
  const target = { root, sources, constructs: constructsOf(model) };
  const results: { readonly coded: CodedTable; readonly diff: string; readonly changes: readonly Change[] }[] = [];
  const problems: Diagnostic[] = [];
  try {
    const rows = flags.samples ? await stored.rows(engine) : undefined;
    for (const table of tables) {
      interruption.signal.throwIfAborted();
      const broken = flags.repair ? await brokenBody(project, model, table, engine) : undefined;
      if (flags.all && broken?.problems.length === 0) continue;
      if (!flags.json) context.say(`${table.key}: ${provider.name === 'none' ? 'without a model' : 'from its intent'}\n`);
      const coded = await codeTable({
        subject: table.key,
        provider,
        model: modelName,
        budget,
        session,
        signal: interruption.signal,
        report: (event) => {
          if (flags.json) return;
          if (event.kind === 'asking' && event.turn === 1) context.say(`  asking ${whoText(provider, modelName)}\n`);
          if (event.kind === 'looking-up') context.say(`  looking up: ${event.tool}\n`);
          if (event.kind === 'checking') context.say(`  checking: ${event.check}\n`);
          if (event.kind === 'repairing') context.say(`  asking again (${event.repair})\n`);
        },
        root,
        definition,
        sources,
        project: model,
        table,
        engine,
        prepared,
        ...(flags.unconfined ? { unconfined: true } : {}),
        sample: stored.sample,
        ...(rows ? { rows } : {}),
        ...(broken ? { broken } : {}),
        choose: (question) =>
          flags.assume
            ? Promise.resolve(question.usual)
            : decidedReading(session, table.key, question, async () => {
                if (flags.json || !canAsk()) return undefined;
                context.say(`${questionText(question)}\n`);
                return chooseOne('Which is meant?', question.readings.length);
              }),
      });
      const changes = 'changes' in coded.proposal ? coded.proposal.changes : [];
      const plan = planChanges(target, changes);
      const diff = renderDiff(plan.files, { colour: !flags.json && hasColor(process.stdout) });
      problems.push(...plan.refused.map(({ diagnostic }) => diagnostic));
      const patch = plan.refused.map((refused) => refused.patch).join('\n');
      if (!flags.json) context.out(`${codedText(coded)}\n${diff}${patch === '' ? '' : `To insert by hand:\n${patch}\n`}`);
      // All of a proposal or nothing: a file alone would be nobody's.
      const isWanted = plan.files.length > 0 && plan.refused.length === 0 && (await mayApply(context, session, coded, plan, flags));
      results.push({ coded, diff, changes: isWanted ? changes : [] });
    }
    const wanted = results.filter(({ changes }) => changes.length > 0);
    const all = planChanges(
      target,
      wanted.flatMap(({ changes }) => changes),
    );
    // Changes that fit one by one may not fit together.
    problems.push(...all.refused.map(({ diagnostic }) => diagnostic));
    const isWritable = wanted.length > 0 && all.refused.length === 0;
    const records = wanted.flatMap(({ coded }) => {
      const record = coded.built && recordOf(coded.built, coded.table, coded.proposal);
      return record ? [[coded.table, record] as const] : [];
    });
    const subjects = wanted.map(({ coded }) => coded.table);
    const written = isWritable ? applyBodies(root, session, { plan: all, subjects, records: Object.fromEntries(records) }) : undefined;
    problems.push(...(written?.problems ?? []));
    if (written?.applied.ok && !flags.json) context.say(`written: ${written.applied.files.join(', ')}\n`);
    const isApplied = (table: string): boolean => written?.applied.ok === true && subjects.includes(table);
    const ok = problems.length === 0 && results.every(({ coded }) => coded.proposal.outcome === 'solved');
    session.end(ok);
    return { ok, problems, session: session.id, tables: results.map(({ coded, diff }) => asJson(coded, diff, isApplied(coded.table))) };
  } finally {
    await engine.close();
  }
};

export default async function code(this: Context, flags: CodeFlags, ...names: readonly string[]): Promise<void> {
  const interruption = new Interruption(undefined);
  // What was done before something failed is reported, too.
  const problems: Diagnostic[] = [];
  const done: CodedProject[] = [];
  let allSolved = false;
  try {
    const definition = findDefinition(flags.app, this.cwd);
    // Before it is loaded: places in the model are places in these texts.
    const sources = takeSources(definition);
    const { projects, diagnostics, ok } = await load(this, flags.app);
    // A body that something upstream broke is an error of the definition.
    if (!ok && (!flags.repair || projects.length === 0)) throw new CliFailure(...diagnostics);
    const earlier = this.resuming === undefined ? undefined : finishApplied(dirname(definition), this.resuming);
    if (earlier && earlier.tables.length > 0 && !flags.json) this.say(`written before: ${earlier.tables.join(', ')}\n`);
    const chosen = chosenTables(projects, flags, names, new Set(earlier?.tables));
    // Nothing is left of what was begun.
    if (chosen.length === 0 && this.resuming !== undefined) Session.resume(dirname(definition), this.resuming)?.session.end(true);
    problems.push(...(earlier?.problems ?? []));
    for (const each of chosen) {
      const coded = await codeProject(this, flags, names, definition, sources, each, interruption);
      done.push(coded);
      problems.push(...coded.problems);
    }
    allSolved = problems.length === 0 && done.every((each) => each.ok);
    if (!allSolved) this.fail();
  } catch (error) {
    problems.push(...thrownDiagnostics(error));
    this.fail(interruption.happened ? 130 : 1);
  } finally {
    interruption.dispose();
  }
  if (!flags.json) return this.report(problems);
  const [sessions, tables] = [done.map(({ session }) => session), done.flatMap((each) => each.tables)];
  this.out(document({ ok: allSolved, sessions, tables, diagnostics: asData(problems, this.cwd) }));
}
