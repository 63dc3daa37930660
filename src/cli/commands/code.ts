import { dirname } from 'node:path';
import { takeSources } from '../../agents/apply/index.ts';
import { finishApplied } from '../../agents/apply-bodies.ts';
import { Session } from '../../agents/session.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { TableModel } from '../../model/model.ts';
import { selectTables } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import type { Synthesizable } from '../../synth/synthesize.ts';
import { problemsOf, withLastColumns } from '../code-inputs.ts';
import { type Chosen, type CodeCommand, type CodedProject, type CodeFlags, codeProject } from '../code-project.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import { findDefinition } from '../find-definition.ts';
import { asData, document } from '../json.ts';
import { load } from '../load.ts';

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
    const command: CodeCommand = { context: this, flags, names, definition, sources, signal: interruption.signal };
    for (const each of chosen) {
      const coded = await codeProject(command, each);
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
