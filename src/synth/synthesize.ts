import type { Built } from '../model/build.ts';
import type { Diagnostic } from '../model/diagnostics/diagnostic.ts';
import type { Model } from '../model/model.ts';
import type { OutputFile } from '../utils/output-file.ts';
import { applyWrite, planWrite, writeOnce, type OnceResult, type WritePlan } from '../write/index.ts';
import { sampleDiagnostic, writeDiagnostic } from './diagnostics.ts';

/** What a project offers to whoever asked for its synthesis. */
export interface Synthesizable {
  /** Absolute folder of the project. */
  readonly root: string;
  readonly name: string;
  /** Checks the definition. */
  readonly build: () => Built;
  /** All files of the project. */
  readonly files: (model: Model) => readonly OutputFile[];
  /** Files that are created if they are missing, and are the user's from then on. @default none */
  readonly samples?: (model: Model) => readonly OutputFile[];
  /** Runs what other components of the project do after the files are written. */
  readonly afterWrite: () => void;
}

/** What a synthesis did. */
export interface SynthResult {
  /** Errors first. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if the definition has errors. */
  readonly model?: Model;
  /** Paths of new files. */
  readonly created: readonly string[];
  /** Paths of files with other content than before. */
  readonly changed: readonly string[];
  /** Paths of files that are no longer generated. */
  readonly removed: readonly string[];
  /** How many files stayed as they were. */
  readonly unchanged: number;
  /** Nothing was an error; the files are as the definition says. */
  readonly ok: boolean;
}
export interface SynthesizeOptions {
  /** Compare only; nothing is written. @default false */
  readonly dryRun?: boolean;
  /** Paths that may be replaced although the user wrote or edited them. @default none */
  readonly adopt?: readonly string[];
}

const NOTHING_ONCE: OnceResult = { created: [], failed: [] };
const failed = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((d) => d.severity === 'error');

/** From the definition to files: checked, emitted, compared, written. With an error nothing is written at all. */
export const synthesize = (project: Synthesizable, { dryRun = false, adopt = [] }: SynthesizeOptions = {}): SynthResult => {
  const { model, diagnostics } = project.build();
  const nothing = { created: [], changed: [], removed: [], unchanged: 0 };
  if (!model) return { diagnostics, ...nothing, ok: false };
  const plan: WritePlan = planWrite(project.root, project.files(model), { adopt });
  const result = dryRun ? plan : applyWrite(plan);
  const all = [...diagnostics, ...result.problems.map((problem) => writeDiagnostic(problem, project.name))].toSorted((a, b) =>
    a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1,
  );
  const ok = !failed(all);
  if (!ok) return { diagnostics: all, model, ...nothing, ok };
  // A file that somebody deleted or does not commit is not out of date.
  const once = dryRun ? NOTHING_ONCE : writeOnce(project.root, project.samples?.(model) ?? []);
  if (!dryRun) project.afterWrite();
  const { changed, removed, unchanged } = result;
  return {
    diagnostics: [...all, ...once.failed.map((one) => sampleDiagnostic(one, project.name))],
    model,
    created: [...result.created, ...once.created],
    changed,
    removed,
    unchanged,
    ok,
  };
};
