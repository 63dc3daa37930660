/** What `run` and `test` have in common: a valid definition, an environment to run in, and the project on disk. */
import type { Model } from '../model/model.ts';
import { ensureLocal, type LocalEnvironment, progressReporter, RunFailure, type RunReporter } from '../run/index.ts';
import { Interruption } from '../run/interruption.ts';
import { hasColor, synthLine } from '../synth/print.ts';
import type { Synthesizable } from '../synth/synthesize.ts';
import { synthesizeAll } from './commands/synth.ts';
import type { Context } from './context.ts';
import { CliFailure } from './diagnostics.ts';
import { load } from './load.ts';

export interface Checked {
  readonly project: Synthesizable;
  readonly model: Model;
}
export interface Prepared extends Checked {
  readonly environment: LocalEnvironment;
}

/** Shows preparation and runs on stderr. */
export const progress = (): RunReporter => progressReporter({ stream: process.stderr, color: hasColor(process.stderr) });

const withEnvironments = async (checked: readonly Checked[], report: RunReporter): Promise<readonly Prepared[]> => {
  const interruption = new Interruption(undefined);
  const prepared: Prepared[] = [];
  try {
    for (const each of checked) prepared.push({ ...each, environment: await ensureLocal({ root: each.project.root, signal: interruption.signal, report }) });
    if (interruption.happened) throw new RunFailure({ kind: 'cancelled', what: 'nothing was written' });
    return prepared;
  } finally {
    interruption.dispose();
  }
};

/**
 * Checks a definition, lets `examine` refuse it, prepares Python, Java and Delta, and writes the projects, in this order: what a machine
 * lacks keeps anything from being written. Throws a `CliFailure` or a `RunFailure`.
 */
export const prepare = async (
  context: Context,
  app: string,
  report: RunReporter,
  examine: (checked: Checked) => void = () => undefined,
): Promise<readonly Prepared[]> => {
  const { projects, diagnostics, ok } = await load(context, app);
  if (!ok) throw new CliFailure(...diagnostics);
  const checked = projects.flatMap((project): readonly Checked[] => {
    const { model } = project.build();
    return model ? [{ project, model }] : [];
  });
  for (const each of checked) examine(each);
  const prepared = await withEnvironments(checked, report);
  const outcomes = synthesizeAll(projects, {});
  const found = outcomes.flatMap(({ result }) => result.diagnostics);
  if (outcomes.some(({ result }) => !result.ok)) throw new CliFailure(...found);
  context.report(found);
  for (const { project, result } of outcomes) context.say(`${project.name}: ${synthLine(result)}\n`);
  return prepared;
};
