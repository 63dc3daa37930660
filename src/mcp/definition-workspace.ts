/** A definition on disk, evaluated again whenever one of its files has changed. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { CliFailure } from '../cli/diagnostics.ts';
import { findDefinition } from '../cli/find-definition.ts';
import { readManifest } from '../model/manifest.ts';
import { mcpDiagnostic } from './diagnostics.ts';
import { type Evaluated, stampOf } from '../agents/trial/evaluated.ts';
import { evaluatePlainly } from '../agents/trial/plain-evaluation.ts';
import type { DefinitionState, Workspace } from './workspace.ts';

const SECONDS = 120;

const nothing = (file: string, why: string): Evaluated => ({
  projects: [],
  diagnostics: [mcpDiagnostic({ kind: 'evaluation-failed', file: basename(file), why }, basename(file))],
  files: {},
});
const evaluate = async (file: string): Promise<Evaluated> => {
  const found = await evaluatePlainly(file, SECONDS);
  return 'why' in found ? nothing(file, found.why) : found;
};

const stateOf = (file: string, { projects, diagnostics }: Evaluated): DefinitionState => ({
  file,
  diagnostics,
  projects: projects.map(({ manifest, ...rest }) => ({ ...rest, ...(manifest === undefined ? {} : { model: readManifest(manifest) }) })),
});

interface Known {
  readonly state: DefinitionState;
  readonly files: Readonly<Record<string, string>>;
}
/** Without projects, a file that is missing may be what is wrong, and nobody knows of it: such a state is never kept. */
const isCurrent = ({ state, files }: Known, file: string): boolean =>
  state.file === file &&
  state.projects.length > 0 &&
  Object.entries(files).every(([path, stamp]) => stampOf(statSync(path, { throwIfNoEntry: false })) === stamp);

/** The definition that is found from a folder. Calls at the same time share one evaluation. */
export const definitionWorkspace = (app: string, cwd: string): Workspace => {
  let known: Known | undefined;
  let pending: Promise<DefinitionState> | undefined;
  const renew = async (file: string): Promise<DefinitionState> => {
    const evaluated = await evaluate(file);
    const state = stateOf(file, evaluated);
    known = { state, files: evaluated.files };
    return state;
  };
  const definition = (): string | DefinitionState => {
    try {
      return findDefinition(app, cwd);
    } catch (error) {
      if (error instanceof CliFailure) return { file: `${cwd}/${app}`, projects: [], diagnostics: error.diagnostics };
      throw error;
    }
  };
  return {
    state: async () => {
      // An evaluation in progress may have read a file before it was saved.
      await pending;
      const file = definition();
      if (typeof file !== 'string') return file;
      if (known && isCurrent(known, file)) return known.state;
      pending ??= renew(file).finally(() => {
        pending = undefined;
      });
      return pending;
    },
  };
};
