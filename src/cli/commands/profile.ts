import { join, relative } from 'node:path';
import { applyPlan, constructOf, constructsOf, planChanges, renderDiff, takeSources } from '../../agents/apply/index.ts';
import type { Change } from '../../agents/change.ts';
import { profileTable, type TableProfile } from '../../agents/profiling/profile.ts';
import { type ProposedRule, proposeRules, proposeTypes } from '../../agents/profiling/proposals.ts';
import { startEngine } from '../../agents/trial/engine.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { ensureLocal, selectTables } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import { hasColor } from '../../synth/print.ts';
import type { Synthesizable } from '../../synth/synthesize.ts';
import { wants } from '../ask.ts';
import { type StoredRows, storedRows } from '../code-inputs.ts';
import type { AgentFlags } from '../agent-flags.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { type Explained, explainProposals } from '../explain-proposals.ts';
import { thrownDiagnostics } from '../failure.ts';
import { findDefinition } from '../find-definition.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { load } from '../load.ts';
import { mayWrite } from '../may-write.ts';
import { progress } from '../prepare.ts';
import { startAgents, whoText } from '../start-agents.ts';

export interface ProfileFlags extends AppFlag, JsonFlag, AgentFlags {
  readonly rows: number;
  readonly apply?: boolean;
  readonly unconfined?: boolean;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const profileText = ({ table, rows, isSample, scans, columns, references }: TableProfile): string =>
  [
    `${table}: ${rows} rows${isSample ? ' looked at, there may be more' : ''}, ${scans} scans`,
    ...columns.map(({ name, nulls, distinct, isExact, low, high, values, blanks, padded }) =>
      [
        `  ${name}`,
        nulls > 0 ? `NULL ${nulls} (${percent(nulls / rows)})` : 'no NULL',
        ...(distinct === undefined ? [] : [`${isExact ? '' : 'about '}${distinct} different`]),
        ...(low === undefined ? [] : [`from ${low} to ${high}`]),
        ...(blanks ? [`${blanks} blank`] : []),
        ...(padded ? [`${padded} with spaces around`] : []),
        ...(values ? [values.map(({ value, count }) => `${JSON.stringify(value)} ${count}`).join(', ')] : []),
      ].join('  '),
    ),
    ...references.map(({ column, to, key }) => `  ${column} is found in ${to}.${key}`),
  ].join('\n');

const changesOf = (model: Model, rules: readonly ProposedRule[]): readonly Change[] => {
  const byTable = Map.groupBy(rules, ({ table }) => table);
  return [...byTable].flatMap(([key, own]): readonly Change[] => {
    const after = constructOf(model, key);
    if (!after) return [];
    const statements = own.map(({ code, variables, uses }) => ({
      code,
      uses,
      tables: Object.entries(variables).flatMap(([name, table]) => {
        const ref = constructOf(model, table);
        return ref ? [{ name, table: ref }] : [];
      }),
    }));
    return [{ kind: 'statements', after, statements }];
  });
};

const explainedText = ({ rules, types, why }: Explained): string =>
  [
    ...(why === undefined ? [] : [`  names, order and reasons come from the counts: the model's answer could not be used: ${why}\n`]),
    ...rules.map(
      ({ name, why: seen, confidence, explanation }) =>
        `  + ${name}: ${explanation === undefined ? '' : `${explanation} `}${explanation === undefined ? seen : `[${seen}]`} (${confidence})\n`,
    ),
    ...types.map(
      ({ column, type, why: seen, explanation }) => `  ~ ${column}: ${type}, because ${seen}${explanation === undefined ? '' : `. ${explanation}`}\n`,
    ),
  ].join('');
/** A model is asked if one is named, and not because there happens to be a key: counting needs none. */
const providerOf = ({ provider = process.env['LAKEWRIGHT_PROVIDER'] ?? 'none' }: ProfileFlags): string => provider;

interface Wanted {
  readonly root: string;
  readonly model: Model;
  readonly stored: StoredRows;
  readonly tables: readonly TableModel[];
}
/** What is to be counted in each project: a selection that is wrong is refused before the first one is written to. */
const wantedIn = (projects: readonly Synthesizable[], select: readonly string[], most: number): readonly Wanted[] => {
  const wanted = projects.flatMap(({ root, build }): readonly Wanted[] => {
    const { model } = build();
    if (!model) return [];
    const stored = storedRows(root, model, most);
    const asked = new Set(selectTables(model, { select, exclude: [] }));
    const tables = model.tables.filter(({ key }) => asked.has(key) && stored.sample[key] !== undefined);
    return tables.length === 0 ? [] : [{ root, model, stored, tables }];
  });
  if (wanted.length > 0) return wanted;
  const message = 'none of these tables was built on this machine: lakewright run builds them';
  throw new CliFailure(cliDiagnostic({ kind: 'usage', message, command: 'lakewright profile' }, 'lakewright profile'));
};

export default async function profile(this: Context, flags: ProfileFlags, ...select: readonly string[]): Promise<void> {
  const interruption = new Interruption(undefined);
  // What was done before something failed is reported, too.
  const problems: Diagnostic[] = [];
  const tables: object[] = [];
  const written = new Set<string>();
  try {
    const sources = takeSources(findDefinition(flags.app, this.cwd));
    const { projects, diagnostics, ok } = await load(this, flags.app);
    if (!ok) throw new CliFailure(...diagnostics);
    for (const { root, model, stored, tables: wanted } of wantedIn(projects, select, flags.rows)) {
      const prepared = await ensureLocal({ root, signal: interruption.signal, report: progress() });
      const engine = startEngine({ root, prepared, show: stored.folders, shown: 5_000, ...(flags.unconfined ? { unconfined: true } : {}) });
      const provider = providerOf(flags);
      const start =
        provider === 'none' ? undefined : await startAgents(this, root, { name: 'profile', arguments: select, flags: { ...flags } }, { ...flags, provider });
      const rules: ProposedRule[] = [];
      try {
        for (const table of wanted) {
          const found = await profileTable(engine, model, table, stored.sample[table.key] as NonNullable<(typeof stored.sample)[string]>, stored.sample);
          if (!flags.json) this.out(`${profileText(found)}\n`);
          if (!flags.json && start) this.say(`${table.key}: asking ${whoText(start.provider, start.model)} for names and reasons\n`);
          const input = { table, profile: found, rules: proposeRules(table, found), types: proposeTypes(table, found) };
          const told = await explainProposals(start, input, interruption.signal);
          rules.push(...told.rules);
          tables.push({ ...found, ...told });
          if (!flags.json) this.out(explainedText(told));
        }
      } finally {
        await engine.close();
      }
      const plan = planChanges({ root, sources, constructs: constructsOf(model) }, changesOf(model, rules));
      problems.push(...plan.refused.map(({ diagnostic }) => diagnostic));
      if (plan.files.length > 0 && !flags.json) this.out(renderDiff(plan.files, { colour: hasColor(process.stdout) }));
      const question = 'Put these rules into the definition?';
      const isWanted =
        plan.files.length > 0 && (await (start ? mayWrite(this, { session: start.session, subject: 'rules', plan, question }, flags) : wants(flags, question)));
      const applied = applyPlan(root, isWanted ? plan : { files: [], refused: [] });
      if (!applied.ok) problems.push(...applied.problems);
      else {
        for (const file of applied.files) written.add(relative(this.cwd, join(root, file)));
        if (isWanted && !flags.json) this.say(`written: ${applied.files.join(', ')}\n`);
      }
      start?.session.end(applied.ok);
    }
    if (problems.some(({ severity }) => severity === 'error')) this.fail();
    if (flags.json) return this.out(document({ ok: problems.length === 0, tables, written: [...written], diagnostics: asData(problems, this.cwd) }));
    this.report(problems);
  } catch (error) {
    const found = [...problems, ...thrownDiagnostics(error)];
    this.fail(interruption.happened ? 130 : 1);
    if (flags.json) this.out(document({ ok: false, tables, written: [...written], diagnostics: asData(found, this.cwd) }));
    else this.report(found);
  } finally {
    interruption.dispose();
  }
}
