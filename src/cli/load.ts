import type { Diagnostic } from '../model/diagnostics/index.ts';
import type { Synthesizable } from '../synth/synthesize.ts';
import type { Context } from './context.ts';
import { loadDefinition } from './definition.ts';
import { CliFailure } from './diagnostics.ts';

export interface Loaded {
  readonly projects: readonly Synthesizable[];
  /** What is wrong with all of them together: errors first within each. */
  readonly diagnostics: readonly Diagnostic[];
  readonly ok: boolean;
}

export const hasError = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(({ severity }) => severity === 'error');

/** Loads and checks a definition. One that cannot be loaded has no projects. */
export const load = async (context: Context, app: string): Promise<Loaded> => {
  let projects: readonly Synthesizable[];
  try {
    projects = await loadDefinition(app, context.cwd);
  } catch (error) {
    if (error instanceof CliFailure) return { projects: [], diagnostics: error.diagnostics, ok: false };
    throw error;
  }
  const diagnostics = projects.flatMap((project) => project.build().diagnostics);
  return { projects, diagnostics, ok: !hasError(diagnostics) };
};
