/** What a file calls a table or a name of lakewright's, with the imports that this needs. */
import { dirname, relative } from 'node:path';
import { typescriptString, typescriptVariable } from '../../utils/typescript-text.ts';
import type { ConstructRef, TableName } from '../change.ts';
import { freshName } from './code.ts';
import { NotApplied } from './diagnostics.ts';
import { constantOf, locate, locateNew, type Made } from './locate.ts';
import { lookUp, namesIn, scopeAt } from './scopes.ts';
import { exportedAs, importPath, importSpecifiers, resolveExport, type SourceFile, type SourceFiles } from './sources.ts';
import { bare, isBareStep, keyName, type Node, type NodeOf } from './syntax.ts';

export const PACKAGE = 'lakewright';
/** A name to be imported into a file. */
export interface Import {
  /** A file of the definition by its absolute path, or a package. */
  readonly module: string;
  readonly imported: string;
  readonly local: string;
}
/** A variable for a table that has none: `new Table(…);` becomes `const orders = new Table(…);`. */
export interface Naming {
  /** The statement that is only the `new`. */
  readonly statement: NodeOf<'ExpressionStatement'>;
  readonly name: string;
}
/** Where code goes: what can be seen from there, and what is imported for it already. */
export interface Spot {
  readonly source: SourceFile;
  readonly offset: number;
  /** Class of the construct that the code is for, e.g. `Table` or `lw.Table`. */
  readonly callee: Node;
  /** Of this plan so far, for this file. */
  readonly imports: readonly Import[];
  readonly namings: readonly Naming[];
  /** Variables that this plan makes in the file. */
  readonly made: ReadonlySet<string>;
}
/** What to write, and what it needs that is not there yet. */
export interface Named {
  readonly expression: string;
  readonly imports: readonly Import[];
  readonly namings: readonly Naming[];
}
const reached = (expression: string): Named => ({ expression, imports: [], namings: [] });

/** The variable that holds a table, and the member of it that does. */
interface Holder {
  readonly made: Made;
  readonly variable: string;
  readonly declarator: NodeOf<'VariableDeclarator'>;
  readonly member: string;
}
const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const memberText = (name: string): string => (IDENTIFIER.test(name) ? `.${name}` : `[${typescriptString(name)}]`);

const holderOf = (made: Made, ref: ConstructRef, here: boolean): Holder => {
  const without = (): never => {
    throw new NotApplied({ kind: 'no-variable', table: ref.key, name: typescriptVariable(ref.name), exported: !here });
  };
  let i = made.path.length - 2;
  while (i >= 0 && isBareStep(made.path[i] as Node)) i--;
  const declarator = made.path[i];
  const declaration = made.path[i - 1];
  if (declarator?.type !== 'VariableDeclarator' || declaration?.type !== 'VariableDeclaration') return without();
  if (declaration.kind !== 'const') {
    const hint = `make it \`const\``;
    throw new NotApplied({ kind: 'not-visible', table: ref.key, why: `is held by a \`${declaration.kind}\`, which may hold something else later`, hint });
  }
  const id = declarator.id as Node;
  if (made.node.type === 'NewExpression') return id.type === 'Identifier' ? { made, declarator, variable: id.name, member: '' } : without();
  if (id.type === 'Identifier') return { made, declarator, variable: id.name, member: memberText(ref.name) };
  if (id.type !== 'ObjectPattern') return without();
  const own = id.properties.find((each) => each.type === 'Property' && keyName(each as never) === ref.name);
  return own?.type === 'Property' && own.value.type === 'Identifier' ? { made, declarator, variable: own.value.name, member: '' } : without();
};
/** `tables(layer, entries, …)` of lakewright gives an object with the tables by their names. */
const isTables = ({ node, source }: Made): boolean => {
  if (node.type !== 'CallExpression') return false;
  const callee = bare(node.callee);
  const { specifiers } = packageNames(source, PACKAGE);
  if (callee.type === 'Identifier') return specifiers.some(({ imported, local }) => imported === 'tables' && local === callee.name);
  return callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && packageNames(source, PACKAGE).namespaces.includes(callee.object.name);
};

const nameOf = (node: Node): string => (node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : '');
/** What a file imports from a package. */
const packageNames = (
  source: SourceFile,
  name: string,
): { readonly specifiers: readonly { readonly imported: string; readonly local: string }[]; readonly namespaces: readonly string[] } => {
  const own = importSpecifiers(source.syntax).filter((each) => each.source === name);
  return {
    specifiers: own.flatMap(({ specifier }) =>
      specifier.type === 'ImportSpecifier' ? [{ imported: nameOf(specifier.imported), local: specifier.local.name }] : [],
    ),
    namespaces: own.flatMap(({ specifier }) => (specifier.type === 'ImportNamespaceSpecifier' ? [specifier.local.name] : [])),
  };
};

const isVisible = ({ source, offset }: Spot, name: string): boolean => {
  const scope = scopeAt(source.scopes, offset);
  return lookUp(scope, name) === source.scopes.top.bindings.get(name);
};
export const takenIn = ({ source, imports, namings, made }: Spot): ReadonlySet<string> =>
  new Set([...namesIn(source.syntax.program, source.scopes), ...imports.map(({ local }) => local), ...namings.map(({ name }) => name), ...made]);

/** What the code at a spot calls a table. */
export const nameTable = (files: SourceFiles, { table, name }: TableName, spot: Spot, constructs: readonly ConstructRef[]): Named => {
  const found = locate(files, table);
  const made = isTables(found) ? found : locateNew(files, table, constructs);
  const here = made.source === spot.source;
  const naming = here ? namingOf(made, table, spot) : undefined;
  if (naming) return { expression: naming.name, imports: [], namings: spot.namings.includes(naming) ? [] : [naming] };
  const holder = holderOf(made, table, here);
  return here ? nameHere(table, holder, spot) : nameImported(files, table, holder, spot, name);
};

/** A table on a line of its own, further up in the same file, can be given a variable. */
const namingOf = ({ path, node }: Made, table: ConstructRef, spot: Spot): Naming | undefined => {
  const [list, statement] = path.slice(-3);
  if (statement?.type !== 'ExpressionStatement' || statement.expression !== node || !list) return undefined;
  const seen = list.type === 'Program' || (list.type === 'BlockStatement' && list.start < spot.offset && spot.offset < list.end);
  if (!seen || node.end > spot.offset) return undefined;
  const pending = spot.namings.find((naming) => naming.statement === statement);
  if (pending) return pending;
  const taken = takenIn(spot);
  const wishes = [typescriptVariable(table.name), typescriptVariable(table.key)];
  return { statement, name: wishes.find((each) => !taken.has(each)) ?? freshName(typescriptVariable(table.key), taken) };
};

const nameHere = (table: ConstructRef, { declarator, variable, member }: Holder, { source, offset }: Spot): Named => {
  const binding = lookUp(scopeAt(source.scopes, offset), variable);
  const refuse = (why: string, hint: string): never => {
    throw new NotApplied({ kind: 'not-visible', table: table.key, why, hint });
  };
  if (!binding) return refuse('is made within braces that end before', 'move its line out of them');
  if (binding.declaredBy !== declarator) return refuse(`is hidden: \`${variable}\` means something else here`, 'rename one of them');
  if (declarator.end > offset) return refuse('is made further down', 'move its line up');
  return reached(variable + member);
};

const nameImported = (files: SourceFiles, table: ConstructRef, holder: Holder, spot: Spot, wish: string): Named => {
  const { variable, member, declarator } = holder;
  const { source } = holder.made;
  const exports = constantAtTop(source, variable, declarator) ? exportedAs(source, variable).filter((name) => IDENTIFIER.test(name) && name !== 'default') : [];
  const exported = exports.includes(variable) ? variable : exports[0];
  if (exported === undefined) throw new NotApplied({ kind: 'not-exported', table: table.key, variable, file: source.path });
  // An existing import, of the file itself or of one that re-exports it.
  for (const { specifier, source: from } of importSpecifiers(spot.source.syntax)) {
    const target = files.target(spot.source.file, from);
    if (target === undefined || !isVisible(spot, specifier.local.name)) continue;
    const means = (name: string): boolean => {
      const found = resolveExport(files, target, name);
      return found?.file === source.file && found.variable === variable;
    };
    if (specifier.type === 'ImportSpecifier' && means(nameOf(specifier.imported))) return reached(specifier.local.name + member);
    if (specifier.type === 'ImportNamespaceSpecifier' && means(exported)) return reached(`${specifier.local.name}.${exported}${member}`);
  }
  const circle = importPath(files, source.file, spot.source.file);
  if (circle) {
    const path = circle.slice(1).map((file) => relative(files.root, file).replaceAll('\\', '/'));
    throw new NotApplied({ kind: 'import-circle', table: table.key, file: source.path, path });
  }
  const pending = spot.imports.find(({ module, imported }) => module === source.file && imported === exported);
  if (pending) return reached(pending.local + member);
  const taken = takenIn(spot);
  const wishes = [exported, typescriptVariable(table.key), typescriptVariable(`${table.key} ${wish}`)];
  const local = wishes.find((each) => !taken.has(each)) ?? freshName(exported, taken);
  return { expression: local + member, imports: [{ module: source.file, imported: exported, local }], namings: [] };
};
/** Whether it is the file's own top-level constant of that name, which alone an export can mean. */
const constantAtTop = (source: SourceFile, variable: string, declarator: Node): boolean => {
  const binding = source.scopes.top.bindings.get(variable);
  return binding?.declaredBy === declarator || (binding !== undefined && constantOf(source, binding) === declarator);
};

/** What the code at a spot calls a name of lakewright's. */
export const nameOwn = (files: SourceFiles, name: string, spot: Spot): Named => {
  const from = moduleOfClass(files, spot);
  for (const module of new Set([PACKAGE, from])) {
    const { specifiers, namespaces } = packageNames(spot.source, module);
    const known = specifiers.find(({ imported, local }) => imported === name && isVisible(spot, local));
    if (known) return reached(known.local);
    const space = namespaces.find((local) => isVisible(spot, local));
    if (space !== undefined) return reached(`${space}.${name}`);
  }
  const pending = spot.imports.find(({ module, imported }) => module === PACKAGE && imported === name);
  if (pending) return reached(pending.local);
  const taken = takenIn(spot);
  const local = taken.has(name) ? freshName(`lakewright${name.charAt(0).toUpperCase()}${name.slice(1)}`, taken) : name;
  return { expression: local, imports: [{ module: PACKAGE, imported: name, local }], namings: [] };
};
/** The module from which the construct's class comes: what it re-exports from lakewright counts as lakewright's. */
const moduleOfClass = (files: SourceFiles, { source, callee }: Spot): string => {
  const root = callee.type === 'MemberExpression' ? callee.object : callee;
  const found = importSpecifiers(source.syntax).find(({ specifier }) => root.type === 'Identifier' && specifier.local.name === root.name);
  if (!found) return PACKAGE;
  // A package's namespace may lack the name; only a file of the definition shows what it re-exports.
  if (found.specifier.type === 'ImportNamespaceSpecifier') {
    const target = files.target(source.file, found.source);
    return target !== undefined && passesOn(files, target) ? found.source : PACKAGE;
  }
  return found.source;
};
const passesOn = (files: SourceFiles, file: string): boolean =>
  files.get(file)?.syntax.program.body.some((node) => node.type === 'ExportAllDeclaration' && !node.exported && node.source.value === PACKAGE) ?? false;

/** How a file imports another one: in the manner of its other imports. */
export const specifierTo = (files: SourceFiles, from: SourceFile, to: string): string => {
  const own = relativeImports(from);
  const all = own.length > 0 ? own : files.all().flatMap(relativeImports);
  const plain = relative(dirname(from.file), to).replaceAll('\\', '/');
  const path = plain.startsWith('.') ? plain : `./${plain}`;
  const count = (pattern: RegExp): number => all.filter((each) => pattern.test(each)).length;
  const [typescript, javascript] = [count(/\.[cm]?tsx?$/), count(/\.[cm]?jsx?$/)];
  if (all.length === 0 || typescript * 2 > all.length) return path;
  return javascript * 2 > all.length
    ? path.replace(/\.([cm]?)ts(x?)$/, '.$1js$2')
    : path.replace(/(\/index)?\.[cm]?[jt]sx?$/, (_, index?: string) => index ?? '');
};
const relativeImports = ({ syntax }: SourceFile): readonly string[] =>
  syntax.program.body.flatMap((node) => (node.type === 'ImportDeclaration' && node.source.value.startsWith('.') ? [node.source.value] : []));
