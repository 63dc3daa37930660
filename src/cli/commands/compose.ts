import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compose as composeTables, isComplete, type NodeName, type NodeResult, type Report, renderReport } from '../../agents/composer/graph.ts';
import { isCancelled, RunFailure, selectTables } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import { startRunner } from '../../run/runner.ts';
import type { AgentFlags } from '../agent-flags.ts';
import type { Context } from '../context.ts';
import { CLI_DIAGNOSTICS, CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import { findDefinition } from '../find-definition.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { load } from '../load.ts';

export interface ComposeFlags extends AppFlag, JsonFlag, AgentFlags {
  readonly apply?: boolean;
  readonly assume?: boolean;
  readonly fresh?: boolean;
}
const KEPT = join('.lakewright', 'compose.json');
const ENTRY = process.argv[1] ?? fileURLToPath(new URL('../../../bin/lakewright.mjs', import.meta.url));
type Answer = Readonly<Record<string, unknown>>;
type Items = readonly Answer[];

/** Each step is a command of its own: the definition that it loads is the one that the step before has left. */
const ask = async (args: readonly string[], cwd: string, interruption: Interruption): Promise<Answer> => {
  const lines: string[] = [];
  const runner = startRunner({
    command: process.execPath,
    args: [...process.execArgv, ENTRY, ...args, '--json'],
    cwd,
    env: process.env,
    log: process.stderr.fd,
    onLine: (line) => lines.push(line),
  });
  interruption.watch(runner, () => undefined);
  const { error } = await runner.ended;
  if (interruption.happened) throw new RunFailure({ kind: 'cancelled', what: `the step \`${args.slice(0, 2).join(' ')}\`` });
  try {
    return JSON.parse(lines.join('\n')) as Answer;
  } catch {
    return { ok: false, diagnostics: [{ message: error ?? 'the step ended without an answer' }] };
  }
};

const list = (value: unknown): Items => (Array.isArray(value) ? (value as Items) : []);
const firstProblem = ({ diagnostics }: Answer): string => String(list(diagnostics)[0]?.['message'] ?? 'it failed without a message');
const moneyOf = (answer: Answer): number =>
  list(answer['tables']).reduce((sum, { cost }) => sum + Number((cost as { readonly money?: number } | undefined)?.money ?? 0), 0);

/** What came of a step, from the document that it printed. */
export const OUTCOMES: { readonly [N in NodeName]: (answer: Answer) => NodeResult } = {
  rules: (answer) => {
    const [table] = list(answer['tables']);
    if (!table) return { status: 'skipped', says: firstProblem(answer) };
    const [rows, count] = [Number(table['rows']), list(table['rules']).length];
    const says = `${rows} ${rows === 1 ? 'row' : 'rows'} counted, ${count} ${count === 1 ? 'rule' : 'rules'} proposed`;
    const isWritten = list(answer['written']).length > 0;
    return { status: count === 0 || isWritten ? 'done' : 'open', says: isWritten ? `${says} and written` : says, money: moneyOf(answer) };
  },
  body: (answer) => {
    const [table] = list(answer['tables']);
    const [problem] = list(answer['diagnostics']);
    if (!table)
      return problem?.['code'] === CLI_DIAGNOSTICS['has-body'].code
        ? { status: 'done', says: 'it has a body' }
        : { status: 'skipped', says: firstProblem(answer) };
    const outcome = String(table['outcome']);
    const money = moneyOf(answer);
    const says =
      table['applied'] === true
        ? `${outcome} and written`
        : `${outcome}${outcome === 'solved' ? ', not written' : `: ${String(table['why'] ?? table['reason'] ?? 'a question is open')}`}`;
    return { status: table['applied'] === true ? 'done' : 'open', says, money };
  },
  tests: (answer) => {
    const [table] = list(answer['tables']);
    if (answer['ok'] === true) {
      const isWritten = list(table?.['files']).length > 0;
      return { status: isWritten ? 'done' : 'open', says: isWritten ? 'tests from the intent' : 'solved, not written', money: moneyOf(answer) };
    }
    const why = table?.['why'] ?? table?.['reason'];
    return {
      status: 'open',
      says: table ? `${String(table['outcome'])}${why === undefined ? '' : `: ${String(why)}`}` : firstProblem(answer),
      money: moneyOf(answer),
    };
  },
  review: (answer) => {
    const [review] = list(answer['reviews']);
    if (!review) return { status: 'skipped', says: firstProblem(answer) };
    const points = Number((review['score'] as { readonly all?: number } | undefined)?.all ?? 0);
    // A review is of the table as it is now: it is made each time.
    return { status: 'open', says: `${points} of 100 points, ${list(review['findings']).length} findings` };
  },
};

/** The flags of a step, which runs in the folder of the definition: places are those from where this command was called. */
const agentArguments = ({ provider, model, maxTokens, maxCalls, maxSeconds, ...places }: AgentFlags, cwd: string): readonly string[] => {
  const from = (place: string | undefined): string | undefined => (place === undefined ? undefined : resolve(cwd, place));
  const [prices, relay, cassette] = [places.prices, places.relay, places.cassette].map(from);
  return Object.entries({ provider, model, maxTokens, maxCalls, maxSeconds, prices, relay, cassette }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
};

export default async function compose(this: Context, flags: ComposeFlags, ...names: readonly string[]): Promise<void> {
  const interruption = new Interruption(undefined);
  try {
    const definition = findDefinition(flags.app, this.cwd);
    const folder = dirname(definition);
    const { projects, diagnostics, ok } = await load(this, flags.app);
    if (!ok) throw new CliFailure(...diagnostics);
    if (names.length === 0)
      throw new CliFailure(
        cliDiagnostic({ kind: 'usage', message: 'say which tables, e.g. silver.orders or layer:silver', command: 'lakewright compose' }, 'lakewright compose'),
      );
    const tables = projects.flatMap((project) => {
      const { model } = project.build();
      const kinds = new Map(model?.tables.map(({ key, kind }) => [key, kind]));
      return model ? selectTables(model, { select: names, exclude: [] }).filter((key) => kinds.get(key) === 'table') : [];
    });
    const file = join(folder, KEPT);
    const before = flags.fresh ? {} : readReport(file);
    const asked = agentArguments(flags, this.cwd);
    const commands: { readonly [N in NodeName]: (table: string, budget: number) => readonly string[] } = {
      rules: (table, budget) => ['profile', table, ...asked, '--budget', String(budget), ...(flags.apply ? ['--apply'] : [])],
      body: (table, budget) => [
        'code',
        table,
        ...asked,
        '--budget',
        String(budget),
        ...(flags.apply ? ['--apply'] : []),
        ...(flags.assume ? ['--assume'] : []),
      ],
      tests: (table, budget) => ['test', table, '--from-intent', ...asked, '--budget', String(budget), ...(flags.apply ? ['--apply'] : [])],
      review: (table) => ['quality', table],
    };
    const report = await composeTables({
      tables,
      before: Object.fromEntries(Object.entries(before).filter(([table]) => tables.includes(table))),
      budget: flags.budget ?? 2,
      run: async (table, node, budget) => {
        if (!flags.json) this.say(`${table}: ${node}\n`);
        return OUTCOMES[node](await ask([...commands[node](table, budget), '--app', definition], folder, interruption));
      },
      keep: (kept) => {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.part`, `${JSON.stringify({ ...before, ...kept }, undefined, 1)}\n`);
        renameSync(`${file}.part`, file);
      },
    });
    const allRan = isComplete(report);
    if (!allRan) this.fail();
    this.out(flags.json ? document({ ok: allRan, report, diagnostics: [] }) : renderReport(report));
  } catch (error) {
    const found = thrownDiagnostics(error);
    this.fail(isCancelled(error) ? 130 : 1);
    if (flags.json) this.out(document({ ok: false, report: {}, diagnostics: asData(found, this.cwd) }));
    else this.report(found);
  } finally {
    interruption.dispose();
  }
}

const readReport = (file: string): Report => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return {};
  }
};
