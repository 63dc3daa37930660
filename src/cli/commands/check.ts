import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { isCancelled } from '../../run/problem.ts';
import { diagnosticsJson } from '../../synth/render.ts';
import type { Context } from '../context.ts';
import { cliDiagnostic } from '../diagnostics.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { hasError, type Loaded, load } from '../load.ts';
import { thrownDiagnostics } from '../failure.ts';

export interface CheckFlags extends AppFlag, JsonFlag {
  readonly spark?: boolean;
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
}

const tables = (n: number): string => `${n} table${n === 1 ? '' : 's'}`;

/** What the definition itself says, and whatever Spark's analyzer finds in the bodies. */
const withSpark = async (context: Context, { projects, diagnostics }: Loaded, flags: CheckFlags): Promise<void> => {
  // Loaded only when asked for: a plain check needs neither emitters nor Python.
  const { judgeProjects } = await import('../judge.ts');
  let found: readonly Diagnostic[] = diagnostics;
  let bodies: readonly object[] = [];
  const lines: string[] = [];
  try {
    const judged = await judgeProjects(projects, flags);
    found = [...found, ...judged.flatMap((project) => project.diagnostics)];
    bodies = judged.flatMap((project) => project.bodies);
    for (const { name, model, bodies: own } of judged) {
      lines.push(`${name}: ${tables(model.tables.length)}, ${own.length} ${own.length === 1 ? 'body' : 'bodies'} judged by Spark, no errors\n`);
    }
  } catch (error) {
    found = [...found, ...thrownDiagnostics(error)];
    if (isCancelled(error)) context.fail(130);
    else context.fail();
  }
  const ok = !hasError(found);
  if (!ok && !process.exitCode) context.fail();
  if (flags.json) return context.out(document({ ok, bodies, diagnostics: asData(found, context.cwd) }));
  context.report(found);
  if (ok) for (const line of lines) context.out(line);
};

export default async function check(this: Context, flags: CheckFlags, ...named: readonly string[]): Promise<void> {
  const selecting = named.length > 0 ? 'TABLE' : flags.select ? '--select' : flags.exclude ? '--exclude' : undefined;
  if (!flags.spark && selecting !== undefined) {
    this.report([cliDiagnostic({ kind: 'usage', message: `${selecting} needs --spark`, command: 'lakewright check' }, 'lakewright check')]);
    return this.fail(2);
  }
  const loaded = await load(this, flags.app);
  if (loaded.ok && flags.spark) return withSpark(this, loaded, { ...flags, select: [...named, ...(flags.select ?? [])] });
  if (!loaded.ok) this.fail();
  if (flags.json)
    return this.out(
      flags.spark ? document({ ok: false, bodies: [], diagnostics: asData(loaded.diagnostics, this.cwd) }) : diagnosticsJson(loaded.diagnostics, this.cwd),
    );
  this.report(loaded.diagnostics);
  if (!loaded.ok) return;
  for (const project of loaded.projects) this.out(`${project.name}: ${tables(project.build().model?.tables.length ?? 0)}, no errors\n`);
}
