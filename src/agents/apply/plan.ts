/** From changes to the texts of files. Nothing is written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model } from '../../model/model.ts';
import { pathFault } from '../../write/paths.ts';
import type { Change, ConstructRef } from '../change.ts';
import { type ApplyProblem, applyDiagnostic, NotApplied } from './diagnostics.ts';
import { edited, type Edit } from './edit.ts';
import { importEdits } from './imports.ts';
import { locateNew } from './locate.ts';
import { patchOf } from './patch.ts';
import { propertyEdits } from './properties.ts';
import { type SourceFile, type SourceFiles, sourceFiles, type Sources } from './sources.ts';
import { type Draft, stageProperties, stageStatements } from './stage.ts';
import { statementEdit } from './statements.ts';
import type { Node } from './syntax.ts';
import { findDifference } from './verify.ts';
import { fileText } from '../file-text.ts';

/** The definition that changes are made to. */
export interface Target {
  /** The project's folder, absolute. */
  readonly root: string;
  /** Its files as they were before it was loaded: `takeSources`. */
  readonly sources: Sources;
  /** All that it makes: `constructsOf`. Two of one place are never edited. */
  readonly constructs: readonly ConstructRef[];
  /** Whether there is a file of a path, which is relative to the project. @default on disk */
  readonly exists?: (path: string) => boolean;
}
export interface PlannedFile {
  /** Relative to the project. */
  readonly path: string;
  /** Undefined for a new file. */
  readonly before: string | undefined;
  readonly after: string;
}
export interface Refused {
  readonly change: Change;
  readonly diagnostic: Diagnostic;
  /** What to paste by hand. */
  readonly patch: string;
}
export interface Plan {
  readonly files: readonly PlannedFile[];
  readonly refused: readonly Refused[];
}

/** How a change refers to a model's table; undefined if its place is not known. */
export const constructOf = (model: Model, key: string): ConstructRef | undefined => {
  const table = model.tables.find((each) => each.key === key);
  return table?.at && { key, name: table.name, at: table.at };
};
/** All tables, views and external tables with a known place. */
export const constructsOf = (model: Model): readonly ConstructRef[] => model.tables.flatMap(({ key, name, at }) => (at ? [{ key, name, at }] : []));

export const planChanges = (target: Target, changes: readonly Change[]): Plan => {
  const files = sourceFiles(target.root, target.sources);
  const drafts = new Map<SourceFile, Draft>();
  const created = new Map<string, PlannedFile>();
  const refused: Refused[] = [];
  const refuse = (change: Change, problem: ApplyProblem): void => void refused.push(refusal(change, problem));
  for (const change of changes) {
    try {
      if (change.kind === 'file') created.set(change.path, newFile(target, change, created));
      else planOne(target, files, drafts, change);
    } catch (error) {
      // A chain of thousands of calls is deep without a bracket.
      const problem =
        error instanceof RangeError ? ({ kind: 'code-syntax', message: 'it is nested too deeply' } as const) : error instanceof NotApplied && error.problem;
      if (!problem) throw error;
      refuse(change, problem);
    }
  }
  const planned = [...created.values()];
  for (const draft of drafts.values()) {
    if (draft.changes.length === 0) continue;
    const { source } = draft;
    const edits = editsOf(files, draft);
    const after = edited(source.text, edits);
    const found = findDifference(source, edits, after, {
      settings: draft.settings,
      statements: inOrder(draft).flatMap(([, codes]) => codes),
      imports: draft.imports,
      namings: draft.namings,
    });
    if (found === undefined) planned.push({ path: source.path, before: source.text, after });
    else for (const change of draft.changes) refuse(change, { kind: 'not-as-intended', file: source.path, found });
  }
  return { files: planned.filter(({ before, after }) => before !== after), refused };
};

const refusal = (change: Change, problem: ApplyProblem): Refused => {
  const ref = change.kind === 'file' ? undefined : change.kind === 'properties' ? change.construct : change.after;
  return { change, diagnostic: applyDiagnostic(problem, ref?.key ?? (change.kind === 'file' ? change.path : ''), ref?.at), patch: patchOf(change) };
};
const inOrder = ({ statements }: Draft): readonly (readonly [Node, string[]])[] => [...statements].toSorted(([a], [b]) => a.end - b.end);
const editsOf = (files: SourceFiles, draft: Draft): readonly Edit[] => {
  const { source, settings, imports, namings } = draft;
  return [
    ...importEdits(files, source, imports),
    ...namings.map(({ statement: { expression }, name }) => ({ start: expression.start, end: expression.start, text: `const ${name} = ` })),
    ...[...settings].flatMap(([object, values]) => propertyEdits(source, object, values)),
    ...inOrder(draft).map(([statement, codes]) => statementEdit(source, statement, codes)),
  ];
};

const newFile = (
  { root, exists = (path) => existsSync(join(root, path)) }: Target,
  { path, content }: Extract<Change, { kind: 'file' }>,
  created: ReadonlyMap<string, unknown>,
): PlannedFile => {
  const fault = pathFault(path) ?? (path.split('/').some((part) => part.startsWith('.')) ? 'hidden' : undefined);
  if (fault) throw new NotApplied({ kind: 'file-path', file: path, fault });
  // A killed process leaves new files before those that refer to them: its work is resumed.
  if (!created.has(path) && fileText(join(root, path)) === content) return { path, before: content, after: content };
  if (created.has(path) || exists(path)) throw new NotApplied({ kind: 'file-exists', file: path });
  return { path, before: undefined, after: content };
};

const planOne = (target: Target, files: SourceFiles, drafts: Map<SourceFile, Draft>, change: Exclude<Change, { kind: 'file' }>): void => {
  const made = locateNew(files, change.kind === 'properties' ? change.construct : change.after, target.constructs);
  const { source } = made;
  const draft: Draft = drafts.get(source) ?? { source, settings: new Map(), statements: new Map(), imports: [], namings: [], made: new Set(), changes: [] };
  const staged =
    change.kind === 'properties'
      ? stageProperties(target.constructs, files, draft, made, change)
      : stageStatements(target.constructs, files, draft, made, change);
  // Only now, so that a refused change leaves no trace.
  drafts.set(source, draft);
  draft.imports.push(...staged.imports);
  draft.namings.push(...staged.namings);
  draft.changes.push(change);
  staged.commit();
};
