/** What the tools look at: the projects of one definition, as it is now. */
import type { Diagnostic } from '../model/diagnostics/index.ts';
import type { Model, TableModel } from '../model/model.ts';
import { memo } from '../utils/memo.ts';
import { ToolFailure } from './diagnostics.ts';

export interface ProjectState {
  readonly name: string;
  /** Absolute folder. */
  readonly root: string;
  /** Absent if the definition has errors. */
  readonly model?: Model;
  readonly diagnostics: readonly Diagnostic[];
}
export interface DefinitionState {
  /** Absolute path of the definition; places in messages are shown relative to its folder. */
  readonly file: string;
  readonly projects: readonly ProjectState[];
  /** What kept the definition from being evaluated at all. */
  readonly diagnostics: readonly Diagnostic[];
}
export interface Workspace {
  /** The definition as it is on disk at the moment. */
  readonly state: () => Promise<DefinitionState>;
}
/** A project whose definition is right. */
export interface Checked extends ProjectState {
  readonly model: Model;
}

export const errorsOf = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => diagnostics.filter(({ severity }) => severity === 'error');
export const allDiagnostics = ({ projects, diagnostics }: DefinitionState): readonly Diagnostic[] => [
  ...diagnostics,
  ...projects.flatMap((project) => project.diagnostics),
];

/** The project that is meant; a single one need not be named. */
export const projectOf = async (workspace: Workspace, name: string | undefined): Promise<Checked> => {
  const state = await workspace.state();
  const broken = (): ToolFailure => {
    const errors = errorsOf(allDiagnostics(state));
    return new ToolFailure({ kind: 'definition-broken', errors: errors.length }, 'definition', errors.slice(0, 20));
  };
  if (state.projects.length === 0) throw broken();
  const known = state.projects.map((project) => project.name);
  const found = name === undefined && state.projects.length === 1 ? state.projects[0] : state.projects.find((project) => project.name === name);
  if (!found) throw new ToolFailure({ kind: 'unknown-project', name: name ?? '', known }, 'definition');
  if (!found.model) throw broken();
  return { ...found, model: found.model };
};

export const tablesByKey: (model: Model) => ReadonlyMap<string, TableModel> = memo((model) => new Map(model.tables.map((table) => [table.key, table])));

/** A table by its key, or by its name where only one has it. */
export const tableOf = ({ model, name }: Checked, wanted: string): TableModel => {
  const found = tablesByKey(model).get(wanted);
  if (found) return found;
  const named = model.tables.filter((table) => table.name === wanted);
  if (named.length === 1 && named[0]) return named[0];
  throw new ToolFailure(
    { kind: 'unknown-construct', name: wanted, known: named.length > 1 ? named.map(({ key }) => key) : model.tables.map(({ key }) => key) },
    name,
  );
};
export const columnOf = (table: TableModel, wanted: string): TableModel['columns'][number] => {
  const found = table.columns.find(({ name }) => name === wanted);
  if (found) return found;
  throw new ToolFailure({ kind: 'unknown-column', table: table.key, column: wanted, known: table.columns.map(({ name }) => name) }, table.key);
};
