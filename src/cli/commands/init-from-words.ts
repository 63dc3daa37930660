import { type Proposal, whyNotSolved } from '../../agents/agent.ts';
import { renderDiff } from '../../agents/apply/index.ts';
import { costText } from '../../agents/budget.ts';
import { plainText } from '../../agents/fence.ts';
import { runAgent } from '../../agents/run-agent.ts';
import { startingAgent } from '../../agents/starting/agent.ts';
import { MOST_WORDS, type StartingAnswer, type StartingInput } from '../../agents/starting/answer.ts';
import { type Assumption, assumptionsOf } from '../../agents/starting/assumed.ts';
import { nameOf } from '../../agents/starting/check-answer.ts';
import { oneLine } from '../../agents/starting/plain-answer.ts';
import { secretIn } from '../../model/checks/secrets.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { RunFailure } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import { hasColor } from '../../synth/print.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { canAsk, wants } from '../ask.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import { asData, document } from '../json.ts';
import { dropStart, moveStart, openStart, startsFolder } from '../kept-starts.ts';
import { finishProject, type NewProject, newProject, nextText, placeProject, requireEmpty, STARTER_STEPS } from '../new-project.ts';
import { startAgents, whoText } from '../start-agents.ts';
import { nameFromWords } from '../words.ts';
import type { InitFlags } from './init.ts';

const LEFT_OUT = [
  'tables, columns, rules and dashboard come from the starter, not from your words: no model was asked (--provider none)',
  'your words are kept as the description of the project, for whoever writes its definition',
];
const GUIDE = 'landing/README.md';
const stepsWith = (files: readonly string[]): readonly string[] => [
  'code .projenrc.ts          # look at what is marked "To confirm"; then: npm run synth',
  ...(files.includes(GUIDE) ? [`code ${GUIDE}     # which files belong where: no rows were made up`] : []),
  'npx lakewright code --all  # writes the bodies from the intents, and proves them',
  'npm run run                # builds the tables on this machine',
];

const usage = (message: string): CliFailure => new CliFailure(cliDiagnostic({ kind: 'usage', message, command: 'lakewright init' }, 'lakewright init'));
const wordsOf = (given: string): string => {
  if (given.length > MOST_WORDS) throw usage(`the words have ${given.length} characters; a description has at most ${MOST_WORDS}`);
  const words = oneLine(given);
  const secret = secretIn(words);
  if (secret !== undefined) throw usage(`the words hold what looks like ${secret}; they would be sent, and kept in the project`);
  return words;
};
/** What cannot be used as a description; a name that was given must be free before anybody is asked. */
const named = (context: Context, name: string | undefined): NewProject | undefined => {
  if (name === undefined) return undefined;
  const project = newProject(context.cwd, name);
  requireEmpty(project);
  return project;
};

interface Begun {
  readonly proposal: Proposal<StartingAnswer>;
  readonly assumptions: readonly Assumption[];
  readonly project: NewProject;
  readonly files: readonly OutputFile[];
  readonly diff: string;
}
const begunOf = (context: Context, proposal: Proposal<StartingAnswer>, input: StartingInput, given: NewProject | undefined): Begun | undefined => {
  const { answer } = proposal;
  if (proposal.outcome !== 'solved' || !answer) return undefined;
  const project = given ?? newProject(context.cwd, nameOf(answer, input));
  requireEmpty(project);
  const files = proposal.changes.flatMap((change) => (change.kind === 'file' ? [{ path: change.path, content: change.content }] : []));
  const diff = renderDiff(
    files.map(({ path, content }) => ({ path: project.shown === '.' ? path : `${project.shown}/${path}`, before: undefined, after: content })),
    { colour: hasColor(process.stdout) },
  );
  return { proposal, project, files, diff, assumptions: assumptionsOf(answer, input) };
};
/** The starter, with the words as its description. */
const skeleton = async (context: Context, flags: InitFlags, words: string, name: string | undefined): Promise<void> => {
  const project = named(context, name) ?? newProject(context.cwd, nameFromWords(words));
  const files = placeProject(project, flags.lakewright, { description: words });
  await finishProject(context, project, 'definition, sample data and settings', flags.install);
  if (flags.json)
    return context.out(
      document({ ok: true, outcome: 'skeleton', name: project.name, folder: project.folder, files, assumptions: [], leftOut: LEFT_OUT, diagnostics: [] }),
    );
  context.say(`left out: ${LEFT_OUT.join('\n          ')}\n`);
  context.out(nextText(project, flags.install, STARTER_STEPS));
};

const tellNotBegun = (context: Context, { json }: InitFlags, proposal: Proposal<StartingAnswer>): void => {
  const { outcome, evidence, cost } = proposal;
  const reason = plainText(whyNotSolved(proposal) ?? '', 2000);
  if (json) context.out(document({ ok: false, outcome, reason, evidence, cost, files: [], assumptions: [], leftOut: [], diagnostics: [] }));
  else context.out(`${outcome}: ${reason}; ${costText(cost)}\nnothing was written\n`);
};
const show = (context: Context, { diff, proposal, assumptions }: Begun): void => {
  context.out(`${diff}\n${proposal.evidence.at(-1)?.says}; ${costText(proposal.cost)}\n`);
  if (assumptions.length > 0) context.out(`\nAssumed, because your words do not say it, and marked "To confirm" in the file:\n`);
  for (const { about, says } of assumptions) context.out(`  ${about}: ${says}\n`);
};
/** `files` are those that were written: none, if nobody agreed. */
const tellBegun = (context: Context, { json, install }: InitFlags, { project, proposal, diff, assumptions }: Begun, files: readonly string[]): void => {
  const { outcome, evidence, cost } = proposal;
  const { name, folder } = project;
  if (json) context.out(document({ ok: true, outcome, name, folder, files, diff, assumptions, leftOut: [], evidence, cost, diagnostics: [] }));
  else if (files.length > 0) context.out(nextText(project, install, stepsWith(files)));
  else context.say('nothing was written; --yes writes it\n');
};

/** Asks a model for a project, and begins it if that is wanted. */
const fromWords = async (context: Context, flags: InitFlags, given: string, name: string | undefined, signal: AbortSignal): Promise<void> => {
  const words = wordsOf(given);
  const wanted = named(context, name);
  const command = { name: 'init', arguments: name === undefined ? [given] : [given, name], flags: { ...flags } };
  // The session moves into the project once there is one; until then the same words resume it.
  const log = startsFolder(context.cwd);
  const resuming = context.resuming ?? openStart(context.cwd, command.arguments);
  const { provider, model, budget, session } = await startAgents(resuming === undefined ? context : { ...context, resuming }, context.cwd, command, flags, log);
  const drop = (ok: boolean): void => {
    session.end(ok);
    dropStart(log, session.id);
  };
  if (provider.name === 'none') {
    if (resuming === undefined) drop(true);
    return await skeleton(context, flags, words, name);
  }
  const answered = session.before.filter(({ event }) => event === 'answered').length;
  if (answered > 0 && !flags.json) context.say(`${answered === 1 ? 'one answer is' : `${answered} answers are`} reused from before, and not asked for again\n`);
  if (!flags.json) context.say(`asking ${whoText(provider, model)}\n`);
  const input: StartingInput = { words, ...(wanted ? { name: wanted.name } : {}) };
  const proposal = await runAgent(startingAgent, input, { subject: 'project', provider, model, budget, session, signal });
  const begun = begunOf(context, proposal, input, wanted);
  if (!begun) {
    context.fail();
    // With a larger budget the same command resumes; after any other end a new attempt is wanted.
    if (!budget.reached) drop(false);
    return tellNotBegun(context, flags, proposal);
  }
  const { project } = begun;
  if (!flags.json) show(context, begun);
  const isWanted = await wants({ ...(flags.yes ? { apply: true } : {}), ...(flags.json ? { json: true } : {}) }, `Begin this project in ${project.shown}?`);
  signal.throwIfAborted();
  if (!isWanted) {
    // Somebody saw it and wants another one.
    if (!flags.json && canAsk()) drop(true);
    return tellBegun(context, flags, begun, []);
  }
  const files = placeProject(project, flags.lakewright, { files: begun.files });
  session.add({ event: 'applied', subject: 'project', files });
  session.end(true);
  moveStart(log, session.id, project.folder);
  await finishProject(context, project, 'definition and settings', flags.install);
  tellBegun(context, flags, begun, files);
};

/** From plain words to a project. Nothing is written before somebody has seen what, and agreed. */
export default async function initFromWords(this: Context, flags: InitFlags, given: string, name?: string): Promise<void> {
  const interruption = new Interruption(undefined);
  try {
    await fromWords(this, flags, given, name, interruption.signal);
  } catch (error) {
    this.fail(interruption.happened ? 130 : 1);
    const found: readonly Diagnostic[] = thrownDiagnostics(interruption.happened ? new RunFailure({ kind: 'cancelled', what: 'nothing was written' }) : error);
    if (flags.json) this.out(document({ ok: false, diagnostics: asData(found, this.cwd) }));
    else this.report(found);
  } finally {
    interruption.dispose();
  }
}
