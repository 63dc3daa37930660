/** What one change needs from a file: read and named first, so that a change that is refused leaves no trace. */
import { typescriptKey } from '../../utils/typescript-text.ts';
import type { Change, ConstructRef, SourceText } from '../change.ts';
import { type Code, type CodeProblem, readExpression, readStatements } from './code.ts';
import { NotApplied } from './diagnostics.ts';
import { endOf } from './edit.ts';
import { type Made, optionsOf } from './locate.ts';
import { type Import, type Naming, nameOwn, nameTable, type Spot, takenIn } from './names.ts';
import { existing, partsOf, slotOf } from './options.ts';
import { lookUp, scopeAt } from './scopes.ts';
import type { SourceFile, SourceFiles } from './sources.ts';
import { statementOf } from './statements.ts';
import { bare, keyName, type Node, type NodeOf } from './syntax.ts';

type ObjectLiteral = NodeOf<'ObjectExpression'>;
/** What is to be done to one file. */
export interface Draft {
  readonly source: SourceFile;
  readonly settings: Map<ObjectLiteral, Map<string, string>>;
  readonly statements: Map<Node, string[]>;
  readonly imports: Import[];
  readonly namings: Naming[];
  readonly made: Set<string>;
  readonly changes: Change[];
}

export interface Staged {
  readonly imports: readonly Import[];
  readonly namings: readonly Naming[];
  readonly commit: () => void;
}
export const stageProperties = (
  constructs: readonly ConstructRef[],
  files: SourceFiles,
  draft: Draft,
  made: Made,
  { construct, set }: Extract<Change, { kind: 'properties' }>,
): Staged => {
  const { source } = made;
  const { key } = construct;
  const options = optionsOf(made, key);
  const imports: Import[] = [];
  const namings: Naming[] = [];
  const staged = new Map<ObjectLiteral, Map<string, string>>();
  const put = (object: ObjectLiteral, name: string, code: string): void => {
    existing(source, object, name, key);
    if (draft.settings.get(object)?.has(name) || staged.get(object)?.has(name)) throw new NotApplied({ kind: 'two-changes', key, property: name });
    staged.set(object, new Map([...(staged.get(object) ?? []), [name, code]]));
  };
  /** Columns of an option that does not exist yet. */
  const fresh = new Map<string, string[]>();
  for (const [option, text] of Object.entries(set)) {
    if (!text) continue;
    const spot: Spot = {
      source,
      offset: options.start,
      callee: made.node.callee,
      imports: [...draft.imports, ...imports],
      namings: [...draft.namings, ...namings],
      made: draft.made,
    };
    const named = nameAll(constructs, files, text, codeOf(readExpression(text.code)), spot);
    imports.push(...named.imports);
    namings.push(...named.namings);
    const [outer, inner = ''] = partsOf(option);
    const slot = slotOf(source, options, option, key);
    if (slot) put(slot.object, slot.name, named.code);
    else fresh.set(outer, [...(fresh.get(outer) ?? []), `${typescriptKey(inner)}: ${named.code}`]);
  }
  for (const [outer, entries] of fresh) put(options, outer, `{ ${entries.join(', ')} }`);
  const twice = setTwice(options, [draft.settings, staged]);
  if (twice !== undefined) throw new NotApplied({ kind: 'two-changes', key, property: twice });
  const commit = (): void => {
    for (const [object, settings] of staged) draft.settings.set(object, new Map([...(draft.settings.get(object) ?? []), ...settings]));
  };
  return { imports, namings, commit };
};

/** An option that is set as a whole while a part of it is set too: one would replace the other. */
const setTwice = (options: ObjectLiteral, all: readonly ReadonlyMap<ObjectLiteral, ReadonlyMap<string, string>>[]): string | undefined => {
  for (const each of options.properties) {
    const name = each.type === 'Property' ? keyName(each) : undefined;
    const value = each.type === 'Property' ? bare(each.value) : undefined;
    const whole = name !== undefined && all.some((settings) => settings.get(options)?.has(name));
    if (whole && value?.type === 'ObjectExpression' && all.some((settings) => settings.has(value))) return name;
  }
  return undefined;
};

export const stageStatements = (
  constructs: readonly ConstructRef[],
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
    const named = nameAll(constructs, files, text, code, spot);
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
  constructs: readonly ConstructRef[],
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
    const named = nameTable(files, table, now(), constructs);
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
