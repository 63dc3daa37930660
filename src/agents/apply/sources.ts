/** The files of a definition as they were when it was loaded, and how they import each other. */
import { dirname, relative, resolve } from 'node:path';
import { importedBy, type Node, type NodeOf, parse, type Syntax } from './syntax.ts';
import { type Scopes, scopesOf } from './scopes.ts';
import { type Style, styleOf } from './style.ts';
import { fileText } from '../file-text.ts';

/** Texts by absolute path. */
export type Sources = ReadonlyMap<string, string>;

const FOLLOWED = /\.[cm]?[jt]sx?$/;
const ENDINGS = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '/index.ts', '/index.js'];
const MOST_FILES = 5_000;

/** Which file an import means: as written, as TypeScript names what it will have built, or without its ending. */
const candidates = (from: string, specifier: string): readonly string[] => {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return [];
  const path = resolve(dirname(from), specifier);
  const source = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  return [...ENDINGS.map((ending) => path + ending), ...(source === path ? [] : [source])];
};

/** Value imports of a file, those of its re-exports included. Types run nothing. */
export const importsOf = ({ program, dynamic }: Syntax): readonly string[] => [
  ...program.body.flatMap((node) => {
    if (node.type === 'ImportDeclaration') return node.importKind === 'type' ? [] : [node.source.value];
    if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration')
      return node.source && node.exportKind !== 'type' ? [node.source.value] : [];
    return [];
  }),
  ...dynamic,
];

/**
 * Reads a definition and all that it imports by relative paths. To be taken before the definition is loaded: if a file is saved in between,
 * the change is refused when it is written.
 */
export const takeSources = (definition: string): Sources => {
  const found = new Map<string, string>();
  const pending = [resolve(definition)];
  for (let file = pending.pop(); file !== undefined && found.size < MOST_FILES; file = pending.pop()) {
    if (found.has(file) || !FOLLOWED.test(file) || /[\\/]node_modules[\\/]/.test(file)) continue;
    const text = fileText(file);
    if (text === undefined) continue;
    found.set(file, text);
    const from = file;
    for (const specifier of importedBy(file, text)) pending.push(...candidates(from, specifier));
  }
  return found;
};

/** A file of the definition, read once for all changes. */
export interface SourceFile {
  /** Absolute. */
  readonly file: string;
  /** Relative to the project, as people name it. */
  readonly path: string;
  readonly text: string;
  readonly syntax: Syntax;
  readonly scopes: Scopes;
  readonly style: Style;
}
export interface SourceFiles {
  readonly root: string;
  readonly get: (file: string) => SourceFile | undefined;
  readonly all: () => readonly SourceFile[];
  /** The file of the definition that an import means. */
  readonly target: (from: string, specifier: string) => string | undefined;
}

export const sourceFiles = (root: string, sources: Sources): SourceFiles => {
  const read = new Map<string, SourceFile>();
  const get = (file: string): SourceFile | undefined => {
    const text = sources.get(file);
    if (text === undefined) return undefined;
    const known = read.get(file);
    if (known) return known;
    const syntax = parse(file, text);
    const made = { file, path: relative(root, file).replaceAll('\\', '/'), text, syntax, scopes: scopesOf(syntax.program), style: styleOf(syntax) };
    read.set(file, made);
    return made;
  };
  return {
    root,
    get,
    all: () => [...sources.keys()].flatMap((file) => get(file) ?? []),
    target: (from, specifier) => candidates(from, specifier).find((file) => sources.has(file)),
  };
};

/** By which imports one file leads to another; undefined if it does not. */
export const importPath = (files: SourceFiles, from: string, to: string): readonly string[] | undefined => {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const at of cameFrom.keys()) {
    if (at === to) {
      const path: string[] = [];
      for (let step: string | undefined = at; step !== undefined; step = cameFrom.get(step)) path.unshift(step);
      return path;
    }
    const file = files.get(at);
    for (const specifier of file ? importsOf(file.syntax) : []) {
      const target = files.target(at, specifier);
      if (target !== undefined && !cameFrom.has(target)) cameFrom.set(target, at);
    }
  }
  return undefined;
};

export interface Exported {
  readonly file: string;
  /** The variable in it. */
  readonly variable: string;
}
const nameOf = (node: Node): string => (node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : '');

/** The names under which a file exports a variable of its own. */
export const exportedAs = ({ syntax }: SourceFile, variable: string): readonly string[] =>
  syntax.program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || node.exportKind === 'type' || node.source) return [];
    const { declaration } = node;
    if (declaration?.type === 'VariableDeclaration') return declaration.declarations.some(({ id }) => declares(id as Node, variable)) ? [variable] : [];
    return node.specifiers.flatMap((each) => (each.exportKind !== 'type' && nameOf(each.local) === variable ? [nameOf(each.exported)] : []));
  });
const declares = (pattern: Node, name: string): boolean =>
  pattern.type === 'Identifier'
    ? pattern.name === name
    : pattern.type === 'ObjectPattern' && pattern.properties.some((each) => declares(each.type === 'Property' ? each.value : each.argument, name));

/** Where a name that a file exports is made, through any number of re-exports. */
export const resolveExport = (files: SourceFiles, file: string, name: string, seen: ReadonlySet<string> = new Set()): Exported | undefined => {
  const source = files.get(file);
  if (!source || seen.has(file)) return undefined;
  const now = new Set([...seen, file]);
  for (const node of source.syntax.program.body) {
    if (node.type === 'ExportNamedDeclaration' && !node.source) {
      if (node.declaration?.type === 'VariableDeclaration' && node.declaration.declarations.some(({ id }) => declares(id as Node, name)))
        return { file, variable: name };
      const own = node.specifiers.find((each) => nameOf(each.exported) === name);
      if (own) return imported(files, source, nameOf(own.local), now) ?? { file, variable: nameOf(own.local) };
    }
    if (node.type === 'ExportNamedDeclaration' && node.source) {
      const own = node.specifiers.find((each) => nameOf(each.exported) === name);
      const target = files.target(file, node.source.value);
      if (own && target !== undefined) return resolveExport(files, target, nameOf(own.local), now);
    }
  }
  for (const node of source.syntax.program.body) {
    if (node.type !== 'ExportAllDeclaration' || node.exported) continue;
    const target = files.target(file, node.source.value);
    const found = target === undefined ? undefined : resolveExport(files, target, name, now);
    if (found) return found;
  }
  return undefined;
};
/** Where a variable that a file imports is made. */
const imported = (files: SourceFiles, { file, syntax }: SourceFile, local: string, seen: ReadonlySet<string>): Exported | undefined => {
  for (const { specifier, source } of importSpecifiers(syntax)) {
    if (specifier.type !== 'ImportSpecifier' || specifier.local.name !== local) continue;
    const target = files.target(file, source);
    return target === undefined ? undefined : resolveExport(files, target, nameOf(specifier.imported), seen);
  }
  return undefined;
};

type Specifier = NodeOf<'ImportDeclaration'>['specifiers'][number];
/** What a file imports by name, types aside. */
export const importSpecifiers = ({
  program,
}: Syntax): readonly { readonly node: NodeOf<'ImportDeclaration'>; readonly specifier: Specifier; readonly source: string }[] =>
  program.body.flatMap((node) =>
    node.type === 'ImportDeclaration' && node.importKind !== 'type'
      ? node.specifiers
          .filter((specifier) => specifier.type !== 'ImportSpecifier' || specifier.importKind !== 'type')
          .map((specifier) => ({ node, specifier, source: node.source.value }))
      : [],
  );
