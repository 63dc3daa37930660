/** What `run` and `test` have in common: a definition that is right, written to disk. */
import type { Model } from '../model/model.ts';
import type { Synthesizable } from '../synth/synthesize.ts';
import { synthLine } from '../synth/print.ts';
import { synthesizeAll } from './commands/synth.ts';
import type { Context } from './context.ts';
import { CliFailure } from './diagnostics.ts';
import { load } from './load.ts';

export interface Prepared {
  readonly project: Synthesizable;
  readonly model: Model;
}

/** Checks a definition, lets `examine` refuse it, and writes its projects. Throws a `CliFailure`, before anything is written. */
export const prepare = async (context: Context, app: string, examine: (prepared: Prepared) => void = () => undefined): Promise<readonly Prepared[]> => {
  const { projects, diagnostics, ok } = await load(context, app);
  if (!ok) throw new CliFailure(...diagnostics);
  const prepared = projects.flatMap((project): readonly Prepared[] => {
    const { model } = project.build();
    return model ? [{ project, model }] : [];
  });
  for (const each of prepared) examine(each);
  const outcomes = synthesizeAll(projects, {});
  const found = outcomes.flatMap(({ result }) => result.diagnostics);
  if (outcomes.some(({ result }) => !result.ok)) throw new CliFailure(...found);
  context.report(found);
  for (const { project, result } of outcomes) context.say(`${project.name}: ${synthLine(result)}\n`);
  return prepared;
};
