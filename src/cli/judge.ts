/** The bodies of a definition's projects, judged one project after the other. */
import { judgeBodies, judgedLineage, judgeFindings } from '../judge/index.ts';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import type { Model } from '../model/model.ts';
import { ensureLocal, type Selection, selectTables } from '../run/index.ts';
import { Interruption } from '../run/interruption.ts';
import type { Synthesizable } from '../synth/synthesize.ts';
import { progress } from './prepare.ts';

export interface JudgedProject {
  readonly name: string;
  readonly model: Model;
  readonly bodies: readonly object[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Throws a `RunFailure` where Spark cannot be asked. */
export const judgeProjects = async (projects: readonly Synthesizable[], selection: Selection): Promise<readonly JudgedProject[]> => {
  // A wrong selection is found before anything is prepared.
  const asked = projects.flatMap((project) => {
    const { model, isAcknowledged } = project.build();
    return model ? [{ project, model, isAcknowledged, keys: selectTables(model, selection) }] : [];
  });
  const report = progress();
  const interruption = new Interruption(undefined);
  const judged: JudgedProject[] = [];
  try {
    for (const { project, model, isAcknowledged, keys } of asked) {
      const prepared = await ensureLocal({ root: project.root, signal: interruption.signal, report });
      const verdicts = await judgeBodies({ root: project.root, model, tables: keys, prepared, interruption, report });
      judged.push({
        name: project.name,
        model,
        bodies: verdicts.map((verdict) => {
          const lineage = judgedLineage(verdict, model);
          return { table: verdict.table, seconds: verdict.seconds, ...(lineage ? { lineage } : {}) };
        }),
        diagnostics: judgeFindings(verdicts, model, project.root).filter((found) => found.severity === 'error' || !isAcknowledged(found)),
      });
    }
    return judged;
  } finally {
    interruption.dispose();
  }
};
