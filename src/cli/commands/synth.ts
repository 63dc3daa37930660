import { relative } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { synthLine } from '../../synth/print.ts';
import { type SynthesizeOptions, type SynthResult, type Synthesizable, synthesize } from '../../synth/synthesize.ts';
import type { Context } from '../context.ts';
import { cliDiagnostic } from '../diagnostics.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { hasError, load } from '../load.ts';

export interface SynthFlags extends AppFlag, JsonFlag {
  readonly check?: boolean;
  readonly adopt?: readonly string[];
}
export interface SynthOutcome {
  readonly project: Synthesizable;
  readonly result: SynthResult;
}

/** Either all projects of a definition are written, or none. */
export const synthesizeAll = (projects: readonly Synthesizable[], options: SynthesizeOptions): readonly SynthOutcome[] => {
  const outcomes = (dryRun: boolean): readonly SynthOutcome[] => projects.map((project) => ({ project, result: synthesize(project, { ...options, dryRun }) }));
  if (projects.length === 1) return outcomes(options.dryRun ?? false);
  const planned = outcomes(true);
  return options.dryRun || planned.some(({ result }) => !result.ok) ? planned : outcomes(false);
};

/** `./a\b` as the writer calls it. */
const asProjectPath = (path: string): string => path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
const isOutOfDate = ({ created, changed, removed }: SynthResult): boolean => created.length + changed.length + removed.length > 0;
const staleness = ({ project, result }: SynthOutcome): readonly Diagnostic[] =>
  result.ok && isOutOfDate(result)
    ? [cliDiagnostic({ kind: 'out-of-date', created: result.created, changed: result.changed, removed: result.removed }, project.name)]
    : [];

const asJson = (outcomes: readonly SynthOutcome[], diagnostics: readonly Diagnostic[], cwd: string): string =>
  document({
    ok: !hasError(diagnostics),
    projects: outcomes.map(({ project: { name, root }, result: { created, changed, removed, unchanged } }) => ({
      name,
      folder: relative(cwd, root).replaceAll('\\', '/') || '.',
      created,
      changed,
      removed,
      unchanged,
    })),
    diagnostics: asData(diagnostics, cwd),
  });

export default async function synth(this: Context, flags: SynthFlags): Promise<void> {
  const loaded = await load(this, flags.app);
  const outcomes = loaded.ok ? synthesizeAll(loaded.projects, { dryRun: flags.check ?? false, adopt: (flags.adopt ?? []).map(asProjectPath) }) : [];
  const diagnostics = loaded.ok
    ? outcomes.flatMap((outcome) => [...outcome.result.diagnostics, ...(flags.check ? staleness(outcome) : [])])
    : loaded.diagnostics;
  if (hasError(diagnostics)) this.fail();
  if (flags.json) return this.out(asJson(outcomes, diagnostics, this.cwd));
  this.report(diagnostics);
  if (hasError(diagnostics)) return;
  for (const { project, result } of outcomes) this.out(`${outcomes.length > 1 ? `${project.name}: ` : ''}${synthLine(result)}\n`);
}
