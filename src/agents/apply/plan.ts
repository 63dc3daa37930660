/** From changes to the texts of files. Nothing is written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model } from '../../model/model.ts';
import { pathFault } from '../../write/paths.ts';
import type { Change, ConstructRef, SourceText } from '../change.ts';
import { type Code, type CodeProblem, readExpression, readStatements } from './code.ts';
import { type ApplyProblem, applyDiagnostic, NotApplied } from './diagnostics.ts';
import { edited, type Edit, endOf } from './edit.ts';
import { importEdits } from './imports.ts';
import { locateNew, type Made, optionsOf } from './locate.ts';
import { type Import, type Naming, nameOwn, nameTable, type Spot, takenIn } from './names.ts';
import { patchOf } from './patch.ts';
import { existing, propertyEdits } from './properties.ts';
import { lookUp, scopeAt } from './scopes.ts';
import { type SourceFile, type SourceFiles, sourceFiles, type Sources } from './sources.ts';
import { statementEdit, statementOf } from './statements.ts';
import type { Node, NodeOf } from './syntax.ts';
import { findDifference } from './verify.ts';

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

/** How a model's table is spoken of in a change; undefined where its place is not known. */
export const constructOf = (model: Model, key: string): ConstructRef | undefined => {
  const table = model.tables.find((each) => each.key === key);
  return table?.at && { key, name: table.name, at: table.at };
};
/** All tables, views and external tables with a known place. */
export const constructsOf = (model: Model): readonly ConstructRef[] => model.tables.flatMap(({ key, name, at }) => (at ? [{ key, name, at }] : []));

type ObjectLiteral = NodeOf<'ObjectExpression'>;
/** What is to be done to one file. */
interface Draft {
  readonly source: SourceFile;
  readonly settings: Map<ObjectLiteral, Map<string, string>>;
  readonly statements: Map<Node, string[]>;
  readonly imports: Import[];
  readonly namings: Naming[];
  readonly made: Set<string>;
  readonly changes: Change[];
}

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
  if (created.has(path) || exists(path)) throw new NotApplied({ kind: 'file-exists', file: path });
  return { path, before: undefined, after: content };
};

const planOne = (target: Target, files: SourceFiles, drafts: Map<SourceFile, Draft>, change: Exclude<Change, { kind: 'file' }>): void => {
  const made = locateNew(files, change.kind === 'properties' ? change.construct : change.after, target.constructs);
  const { source } = made;
  const draft: Draft = drafts.get(source) ?? { source, settings: new Map(), statements: new Map(), imports: [], namings: [], made: new Set(), changes: [] };
  const staged = change.kind === 'properties' ? stageProperties(target, files, draft, made, change) : stageStatements(target, files, draft, made, change);
  // Only now, so that a refused change leaves no trace.
  drafts.set(source, draft);
  draft.imports.push(...staged.imports);
  draft.namings.push(...staged.namings);
  draft.changes.push(change);
  staged.commit();
};

interface Staged {
  readonly imports: readonly Import[];
  readonly namings: readonly Naming[];
  readonly commit: () => void;
}
const stageProperties = (target: Target, files: SourceFiles, draft: Draft, made: Made, { construct, set }: Extract<Change, { kind: 'properties' }>): Staged => {
  const { source } = made;
  const object = optionsOf(made, construct.key);
  const imports: Import[] = [];
  const namings: Naming[] = [];
  const codes = Object.entries(set).flatMap(([name, text]): readonly (readonly [string, string])[] => {
    if (!text) return [];
    existing(source, object, name, construct.key);
    if (draft.settings.get(object)?.has(name)) throw new NotApplied({ kind: 'two-changes', key: construct.key, property: name });
    const spot: Spot = {
      source,
      offset: object.start,
      callee: made.node.callee,
      imports: [...draft.imports, ...imports],
      namings: [...draft.namings, ...namings],
      made: draft.made,
    };
    const named = nameAll(target, files, text, codeOf(readExpression(text.code)), spot);
    imports.push(...named.imports);
    namings.push(...named.namings);
    return [[name, named.code]];
  });
  return { imports, namings, commit: () => void draft.settings.set(object, new Map([...(draft.settings.get(object) ?? []), ...codes])) };
};

const stageStatements = (
  target: Target,
  files: SourceFiles,
  draft: Draft,
  made: Made,
  { after, statements }: Extract<Change, { kind: 'statements' }>,
): Staged => {
  const { source } = made;
  const statement = statementOf(made, after.key);
  const imports: Import[] = [];
  const namings: Naming[] = [];
  const makes: string[] = [];
  const codes = statements.map((text) => {
    const code = codeOf(readStatements(text.code));
    const spot: Spot = {
      source,
      offset: endOf(source.syntax, statement),
      callee: made.node.callee,
      imports: [...draft.imports, ...imports],
      namings: [...draft.namings, ...namings],
      made: new Set([...draft.made, ...makes]),
    };
    const named = nameAll(target, files, text, code, spot);
    const taken = takenIn({ ...spot, imports: [...spot.imports, ...named.imports], namings: [...spot.namings, ...named.namings] });
    const twice = code.makes.find((name) => taken.has(name));
    if (twice !== undefined) throw new NotApplied({ kind: 'name-taken', name: twice, file: source.path });
    imports.push(...named.imports);
    namings.push(...named.namings);
    makes.push(...code.makes);
    return named.code;
  });
  return {
    imports,
    namings,
    commit: () => {
      draft.statements.set(statement, [...(draft.statements.get(statement) ?? []), ...codes]);
      for (const name of makes) draft.made.add(name);
    },
  };
};

const codeOf = (code: Code | CodeProblem): Code => {
  if ('problem' in code) throw new NotApplied({ kind: 'code-syntax', message: code.problem });
  return code;
};
const GLOBALS: ReadonlySet<string> = new Set([
  'undefined',
  'NaN',
  'Infinity',
  'Object',
  'Array',
  'String',
  'Number',
  'Boolean',
  'BigInt',
  'Math',
  'JSON',
  'Date',
]);
/** The code in the words of the file. */
const nameAll = (
  target: Target,
  files: SourceFiles,
  text: SourceText,
  code: Code,
  spot: Spot,
): { readonly code: string; readonly imports: readonly Import[]; readonly namings: readonly Naming[] } => {
  const names = new Map<string, string>();
  const imports: Import[] = [];
  const namings: Naming[] = [];
  const now = (): Spot => ({ ...spot, imports: [...spot.imports, ...imports], namings: [...spot.namings, ...namings] });
  for (const table of text.tables) {
    if (!code.free.has(table.name)) continue;
    const named = nameTable(files, table, now(), target.constructs);
    names.set(table.name, named.expression);
    imports.push(...named.imports);
    namings.push(...named.namings);
  }
  for (const use of text.uses) {
    if (!code.free.has(use) || names.has(use)) continue;
    const named = nameOwn(files, use, now());
    names.set(use, named.expression);
    imports.push(...named.imports);
    namings.push(...named.namings);
  }
  const { source, offset, made } = spot;
  const unknown = [...code.free].find((name) => {
    if (names.has(name) || GLOBALS.has(name) || made.has(name)) return false;
    const binding = lookUp(scopeAt(source.scopes, offset), name);
    return !binding || (binding.declaredBy.type === 'VariableDeclarator' && binding.declaredBy.end > offset);
  });
  if (unknown !== undefined) throw new NotApplied({ kind: 'unknown-name', name: unknown });
  return { code: code.renamed(names), imports, namings };
};
