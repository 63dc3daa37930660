/** Fills the bodies of one project: each table by itself; what may be written is written together. */
import type { Question } from '../agents/agent.ts';
import { constructsOf, type Plan, planChanges, renderDiff, type Sources, type Target } from '../agents/apply/index.ts';
import { applyBodies } from '../agents/apply-bodies.ts';
import type { Change } from '../agents/change.ts';
import { type CodedTable, type CodeTableOptions, codeTable } from '../agents/coding/code-table.ts';
import { codedText, questionText } from '../agents/coding/report.ts';
import { decidedReading } from '../agents/kept-answers.ts';
import { recordOf } from '../agents/provenance.ts';
import type { AgentEvent } from '../agents/run-agent.ts';
import { startEngine } from '../agents/trial/engine.ts';
import type { Engine } from '../agents/trial/trial.ts';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import type { Model, TableModel } from '../model/model.ts';
import { ensureLocal } from '../run/index.ts';
import type { Prepared } from '../run/run-session.ts';
import { hasColor } from '../synth/print.ts';
import type { Synthesizable } from '../synth/synthesize.ts';
import type { AgentFlags } from './agent-flags.ts';
import { canAsk, chooseOne } from './ask.ts';
import { brokenBody, type StoredRows, storedRows } from './code-inputs.ts';
import type { Context } from './context.ts';
import type { AppFlag, JsonFlag } from './flags.ts';
import { mayWrite } from './may-write.ts';
import { progress } from './prepare.ts';
import { type AgentStart, startAgents, whoText } from './start-agents.ts';

export interface CodeFlags extends AppFlag, JsonFlag, AgentFlags {
  readonly all?: boolean;
  readonly apply?: boolean;
  readonly assume?: boolean;
  readonly samples?: boolean;
  readonly replace?: boolean;
  readonly repair?: boolean;
  readonly unconfined?: boolean;
}
/** The tables of a project whose bodies are wanted. */
export interface Chosen {
  readonly project: Synthesizable;
  readonly model: Model;
  readonly tables: readonly TableModel[];
}
export interface CodeCommand {
  readonly context: Context;
  readonly flags: CodeFlags;
  /** What was named on the command line. */
  readonly names: readonly string[];
  /** The file of the definition. */
  readonly definition: string;
  /** Its files as they were before it was loaded. */
  readonly sources: Sources;
  readonly signal: AbortSignal;
}
/** What the tables of a project share while they are coded. */
interface Coding extends CodeCommand, Chosen {
  readonly agents: AgentStart;
  readonly prepared: Prepared;
  readonly engine: Engine;
  readonly stored: StoredRows;
  readonly target: Target;
}
interface Result {
  readonly coded: CodedTable;
  readonly diff: string;
  /** What may be written: nothing, where it is not wanted. */
  readonly changes: readonly Change[];
  readonly problems: readonly Diagnostic[];
}
export interface CodedProject {
  readonly ok: boolean;
  readonly problems: readonly Diagnostic[];
  readonly session: string;
  readonly tables: readonly ReturnType<typeof asJson>[];
}

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

const mayApply = async ({ context, flags, agents: { session } }: Coding, { table, proposal }: CodedTable, plan: Plan): Promise<boolean> => {
  const isSolved = proposal.outcome === 'solved';
  // What is not proven is applied only by somebody who has read why.
  if (flags.apply) return isSolved;
  const question = isSolved ? `Put this body into ${table}?` : `${table} is not verified. Put this body there anyway?`;
  return await mayWrite(context, { session, subject: table, plan, question, outcome: proposal.outcome }, flags);
};

const tell = ({ context, flags, agents: { provider, model } }: Coding, event: AgentEvent): void => {
  if (flags.json) return;
  if (event.kind === 'asking' && event.turn === 1) context.say(`  asking ${whoText(provider, model)}\n`);
  if (event.kind === 'looking-up') context.say(`  looking up: ${event.tool}\n`);
  if (event.kind === 'checking') context.say(`  checking: ${event.check}\n`);
  if (event.kind === 'repairing') context.say(`  asking again (${event.repair})\n`);
};
/** Which reading of an intent is meant: as it was decided before, or as somebody says now. */
const chooseReading = async ({ context, flags, agents: { session } }: Coding, table: string, question: Question): Promise<number | undefined> => {
  if (flags.assume) return question.usual;
  return await decidedReading(session, table, question, async () => {
    if (flags.json || !canAsk()) return undefined;
    context.say(`${questionText(question)}\n`);
    return await chooseOne('Which is meant?', question.readings.length);
  });
};

/** Undefined for a table whose body turns out not to be broken. */
const codeOne = async (coding: Coding, table: TableModel, rows: CodeTableOptions['rows']): Promise<Result | undefined> => {
  const { context, flags, agents, project, model, definition, sources, engine, prepared, stored, target, signal } = coding;
  const broken = flags.repair ? await brokenBody(project, model, table, engine) : undefined;
  if (flags.all && broken?.problems.length === 0) return undefined;
  if (!flags.json) context.say(`${table.key}: ${agents.provider.name === 'none' ? 'without a model' : 'from its intent'}\n`);
  const coded = await codeTable({
    subject: table.key,
    provider: agents.provider,
    model: agents.model,
    budget: agents.budget,
    session: agents.session,
    signal,
    report: (event) => tell(coding, event),
    root: project.root,
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
    choose: (question) => chooseReading(coding, table.key, question),
  });
  const changes = 'changes' in coded.proposal ? coded.proposal.changes : [];
  const plan = planChanges(target, changes);
  const diff = renderDiff(plan.files, { colour: !flags.json && hasColor(process.stdout) });
  const patch = plan.refused.map((refused) => refused.patch).join('\n');
  if (!flags.json) context.out(`${codedText(coded)}\n${diff}${patch === '' ? '' : `To insert by hand:\n${patch}\n`}`);
  // All of a proposal or nothing: a file alone would be nobody's.
  const isWanted = plan.files.length > 0 && plan.refused.length === 0 && (await mayApply(coding, coded, plan));
  return { coded, diff, changes: isWanted ? changes : [], problems: plan.refused.map(({ diagnostic }) => diagnostic) };
};

/** Writes what is wanted, all of it or nothing; changes that fit one by one may not fit together. */
const writeWanted = ({ context, flags, project, agents, target }: Coding, results: readonly Result[]) => {
  const wanted = results.filter(({ changes }) => changes.length > 0);
  const plan = planChanges(
    target,
    wanted.flatMap(({ changes }) => changes),
  );
  const refused = plan.refused.map(({ diagnostic }) => diagnostic);
  if (wanted.length === 0 || refused.length > 0) return { tables: [], problems: refused };
  const records = wanted.flatMap(({ coded }) => {
    const record = coded.built && recordOf(coded.built, coded.table, coded.proposal);
    return record ? [[coded.table, record] as const] : [];
  });
  const subjects = wanted.map(({ coded }) => coded.table);
  const { applied, problems } = applyBodies(project.root, agents.session, { plan, subjects, records: Object.fromEntries(records) });
  if (!applied.ok) return { tables: [], problems };
  if (!flags.json) context.say(`written: ${applied.files.join(', ')}\n`);
  return { tables: subjects, problems };
};

export const codeProject = async (command: CodeCommand, chosen: Chosen): Promise<CodedProject> => {
  const { context, flags, names, signal } = command;
  const { project, model, tables } = chosen;
  const { root } = project;
  const agents = await startAgents(context, root, { name: 'code', arguments: names, flags: { ...flags } }, flags);
  const prepared = await ensureLocal({ root, signal, report: progress() });
  const stored = storedRows(root, model);
  const engine = startEngine({ root, prepared, show: stored.folders, ...(flags.unconfined ? { unconfined: true } : {}) });
  const coding: Coding = {
    ...command,
    ...chosen,
    agents,
    prepared,
    engine,
    stored,
    target: { root, sources: command.sources, constructs: constructsOf(model) },
  };
  try {
    const rows = flags.samples ? await stored.rows(engine) : undefined;
    const results: Result[] = [];
    for (const table of tables) {
      signal.throwIfAborted();
      const result = await codeOne(coding, table, rows);
      if (result) results.push(result);
    }
    const written = writeWanted(coding, results);
    const problems = [...results.flatMap((result) => result.problems), ...written.problems];
    const ok = problems.length === 0 && results.every(({ coded }) => coded.proposal.outcome === 'solved');
    agents.session.end(ok);
    return { ok, problems, session: agents.session.id, tables: results.map(({ coded, diff }) => asJson(coded, diff, written.tables.includes(coded.table))) };
  } finally {
    await engine.close();
  }
};
